/// Reads one recording, live or ended. For one task or thread, off the event loops: it reads files.
public final class RecordingReader {
    public enum Next: Hashable, Sendable {
        /// An event as a line of an asciicast, without its end (`CastLine` parses it).
        case line([UInt8])
        /// Of a live recording everything was read that is written; ask again in some ten milliseconds.
        case upToDate
        case end
    }

    public let header: RecordingHeader
    /// The header's line, without its end.
    public let headerLine: [UInt8]

    private let path: RecordingPath
    private let bytes: RecordingBytes
    private let isLiveNow: @Sendable () -> Bool
    private var lines: RecordingLines
    /// Comes before them.
    private var synthetic: [[UInt8]] = []
    private var exported: UInt64 = 0
    private let firstEvent: UInt64

    init(_ path: RecordingPath, isLive: @escaping @Sendable () -> Bool) throws(RecordingFailure) {
        self.path = path
        isLiveNow = isLive
        bytes = try RecordingBytes(path.cast)
        lines = RecordingLines(bytes)
        guard let line = try lines.next(), let header = HeaderLine.header(line) else {
            throw .refused(cause: "it has no header")
        }
        self.header = header
        headerLine = Array(line)
        firstEvent = lines.offset
    }

    /// Whether the session goes on.
    public var isLive: Bool { isLiveNow() }

    /// Of the recording so far, in microseconds; nil where no event can be read.
    public func duration() throws(RecordingError) -> Int64? {
        try translating { () throws(RecordingFailure) in try RecordingEnd.time(of: bytes, from: firstEvent) }
    }

    /// Goes to the last keyframe at or before `time` (microseconds since the begin): the next lines are a synthetic
    /// resize and output that paint the screen as it was then, and the events from there on. Those up to `time` bring
    /// the screen to its state at `time`; show them at once.
    public func seek(to time: Int64) throws(RecordingError) {
        try translating { () throws(RecordingFailure) in
            guard time > 0, let keyframe = index()?.keyframe(before: Double(time) / 1_000_000) else {
                synthetic = []
                lines = RecordingLines(bytes, at: firstEvent)
                return
            }
            let moment = Int64((keyframe.time * 1_000_000).rounded())
            synthetic = [
                Self.line(.resize, moment, "\(keyframe.columns)x\(keyframe.rows)"),
                Self.line(.output, moment, keyframe.screen),
            ]
            lines = RecordingLines(bytes, at: UInt64(max(keyframe.offset, 0)))
        }
    }

    /// Goes to the present of a live recording, as `seek(to:)` does: what is there already is to be shown at once.
    public func seekToEnd() throws(RecordingError) {
        try seek(to: .max)
    }

    public func next() throws(RecordingError) -> Next {
        try translating { () throws(RecordingFailure) in
            guard synthetic.isEmpty else { return .line(synthetic.removeFirst()) }
            // Asked before reading: what was written until its end is found then.
            let isLive = isLiveNow()
            if let line = try lines.next() { return .line(Array(line)) }
            return isLive ? .upToDate : .end
        }
    }

    /// The recording's next bytes as a plain .cast file, from its begin on; empty at the (present) end, which is one
    /// of a line. Has its own place in the recording.
    public func export(atMost count: Int = 256 << 10) throws(RecordingError) -> [UInt8] {
        try translating { () throws(RecordingFailure) in
            var more = try bytes.read(at: exported, atMost: count)
            // What is there of a line may be cut off and written anew.
            if case .plain = bytes, exported + UInt64(more.count) >= bytes.length,
                let newline = more.lastIndex(of: 0x0A)
            {
                more = more[...newline]
            }
            exported += UInt64(more.count)
            return Array(more)
        }
    }

    private func index() -> KeyframeIndex? {
        // Without an index it is read from the begin.
        guard let bytes = try? RecordingBytes(path.index).all() else { return nil }
        return KeyframeIndex(bytes: bytes)
    }

    private static func line(_ code: CastCode, _ time: Int64, _ text: String) -> [UInt8] {
        let buffer = LineBuffer(capacity: text.utf8.count * LineBuffer.growth + LineBuffer.frame)
        buffer.append(code, at: time, text)
        return unsafe Array(buffer.written.dropLast())
    }

    private func translating<Result>(
        _ body: () throws(RecordingFailure) -> Result
    ) throws(RecordingError) -> Result {
        do {
            return try body()
        } catch {
            throw .unreadable(path.id, cause: error.description)
        }
    }
}
