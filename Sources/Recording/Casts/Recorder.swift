public import Model
import Synchronization

/// Takes what one session says, for its recording.
///
/// Called on the session's event loop for each chunk; nothing here blocks. Bytes are copied into a bounded buffer and
/// written by the store's thread. Its life: `RecordingStore.begin`, chunks, `end`. While it fails, what comes is
/// counted as a gap; once writing works again a marker with that count goes to the file, and it records again.
public final class Recorder: Sendable {
    public let header: RecordingHeader
    public var id: SessionID { header.id }

    let writer: CastWriter
    let file: CastFile
    let state: Mutex<RecorderState>
    /// By the monotonic clock.
    private let begin: Int64
    private let limit: Int

    /// Chunks of the same kind this close together, in microseconds, become one event.
    private static let merging: Int64 = 4000
    /// More than one read of a program's output.
    private static let chunk = 64 << 10
    /// Labels are short.
    private static let longestLabel = 4096

    init(_ header: RecordingHeader, path: RecordingPath, writer: CastWriter, streamLimit: Int, bufferBytes: Int) {
        self.header = header
        self.writer = writer
        limit = max(bufferBytes, 2 * Self.chunk)
        file = CastFile(path: path, header: header)
        var state = RecorderState()
        if header.terminal == nil { state.streamRoom = streamLimit }
        self.state = Mutex(state)
        begin = RecordingClock.monotonic()
    }

    // MARK: Back-pressure

    /// Whether there is room for 64 KB more. While there is none the program's output should not be read: what is given
    /// regardless and does not fit is lost and counted as a gap. True while recording fails.
    public var hasRoom: Bool {
        state.withLock { state in
            guard state.failure == nil, !state.isEnded else { return true }
            if state.buffered + Self.chunk <= limit, writer.hasRoom() { return true }
            state.awaitsRoom = true
            // The writer may have made room between the look and the note; then nobody would tell.
            guard state.buffered + Self.chunk <= limit, writer.hasRoom() else { return false }
            state.awaitsRoom = false
            return true
        }
    }

    /// Called after `hasRoom` was false, once it is true again, and when the recorder begins to fail; on a thread of
    /// the store, so it must only hand on.
    public var onRoom: (@Sendable () -> Void)? {
        get { state.withLock { $0.onRoom } }
        set { state.withLock { $0.onRoom = newValue } }
    }

    /// Why nothing is recorded just now; nil while it works.
    public var failure: RecordingFailure? { state.withLock { $0.failure } }

    // MARK: What happens in the session

    public func output(_ bytes: UnsafeRawBufferPointer) {
        unsafe stream(.output, bytes)
    }

    /// Only for input that may be recorded: a setting says so and the terminal echoes.
    public func input(_ bytes: UnsafeRawBufferPointer) {
        unsafe stream(.input, bytes)
    }

    public func resize(_ size: TerminalSize) {
        guard size.columns > 0, size.rows > 0 else { return }
        event(.resize, "\(size.columns)x\(size.rows)")
    }

    public func mark(_ label: String) {
        event(.mark, String(decoding: label.utf8.prefix(Self.longestLabel), as: UTF8.self))
    }

    /// Once, after the last output. nil: how it ended is not known.
    public func end(_ exit: ProcessExit?) {
        let text: String? =
            switch exit {
            case .status(let status): "\(status)"
            case .signal(let signal, _): "signal \(signal.rawValue)"
            case nil: nil
            }
        if let text { event(.exit, text) }
        let isFirst = state.withLock { state in
            defer {
                state.isEnded = true
                state.isQueued = true
            }
            return !state.isEnded && !state.isQueued
        }
        if isFirst { writer.enqueue(self) }
    }

    private func stream(_ kind: CastCode, _ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        var bytes = unsafe bytes
        while bytes.count > RecorderState.longestText {
            unsafe put(kind, UnsafeRawBufferPointer(rebasing: bytes[..<RecorderState.longestText]))
            unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[RecorderState.longestText...])
        }
        unsafe put(kind, bytes)
    }

    private func event(_ kind: CastCode, _ text: String) {
        var text = text
        text.withUTF8 { unsafe put(kind, UnsafeRawBufferPointer($0)) }
    }

    private func put(_ kind: CastCode, _ bytes: UnsafeRawBufferPointer) {
        let now = RecordingClock.monotonic() - begin
        enum Call {
            case none
            case enqueue
            case hurry
        }
        let call: Call = state.withLock { state in
            guard !state.isEnded else { return .none }
            let before = state.buffered
            state.lastTime = max(state.lastTime, now)
            guard unsafe state.take(kind, bytes, limit: limit, merging: Self.merging) else { return .none }
            writer.add(buffered: state.buffered - before)
            if !state.isQueued {
                state.isQueued = true
                return .enqueue
            }
            return before < CastWriter.muchToWrite && state.buffered >= CastWriter.muchToWrite ? .hurry : .none
        }
        switch call {
        case .none: break
        case .enqueue: writer.enqueue(self)
        case .hurry: writer.hurry()
        }
    }
}
