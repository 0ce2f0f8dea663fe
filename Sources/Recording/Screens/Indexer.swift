/// Follows one recording, live or complete, and writes its index (`Keyframe`s) and its text (for `RecordedText`). For
/// one thread at a time.
///
/// Life: made; `advance` whenever the recording may have grown; `finish` once when it has ended. After a crash a new
/// one goes on from the last keyframe that the files hold. It costs what a terminal costs, so it belongs on a thread
/// that nobody waits for.
public final class Indexer {
    public struct Progress: Sendable, Hashable {
        /// Everything in the recording before here is indexed.
        public var offset: Int
        /// The recording held no further whole line.
        public var isCaughtUp: Bool
    }

    private let settings: IndexSettings
    private let cast: IndexFile
    private let index: IndexFile
    private let text: IndexFile

    /// Of the first line that is not indexed.
    private var offset = 0
    /// The recording's bytes from `offset` on, as far as they are read; those before `used` are done with.
    private var buffer: [UInt8] = []
    private var used = 0
    /// nil until the header is read.
    private var screen: Screen?
    /// Of the last event.
    private var time = 0.0
    private var hasChanged = false
    /// The last keyframe's, or the recording's begin.
    private var last: (time: Double, offset: Int, screenBytes: Int) = (0, 0, 0)
    private var log: ScreenTextLog

    private static let readBytes = 128 * 1024
    private static let longestLine = 32 * 1024 * 1024
    /// Text waits for so many bytes, or for a keyframe.
    private static let textBatch = 8 * 1024
    /// Output between two looks at the lines that left the screen.
    private static let outputPiece = 16 * 1024
    /// Cells touched that cost as much as a byte of output.
    private static let cellsPerByte = 8
    /// Three bytes can fill a screen. Output that does little else is given up: real programs touch some ten cells per byte,
    /// and lines without text as many as the screen has columns.
    private static let mostCellsPerByte = 2000
    private let freeCells: Int

    /// - Parameters:
    ///   - cast: the recording, plain.
    ///   - index: made if missing, continued or rewritten otherwise.
    ///   - text: likewise.
    public convenience init(
        cast: String, index: String, text: String, settings: IndexSettings = IndexSettings()
    ) throws(IndexerFailure) {
        try self.init(cast: cast, index: index, text: text, settings: settings, freeCells: 1_000_000_000)
    }

    /// - Parameter freeCells: that may be touched whatever the output's length.
    init(
        cast: String, index: String, text: String, settings: IndexSettings, freeCells: Int
    ) throws(IndexerFailure) {
        self.settings = settings
        self.freeCells = freeCells
        let castFile = try IndexFile.reading(cast)
        let indexFile = try IndexFile.writing(index)
        let textFile = try IndexFile.writing(text)
        let (castLength, textLength) = (try castFile.length(), try textFile.length())

        let found = KeyframeIndex(bytes: try indexFile.readAll()).last { keyframe in
            keyframe.offset <= castLength && keyframe.textBytes <= textLength
        }
        log = ScreenTextLog(bytes: found?.keyframe.textBytes ?? 0)
        if let keyframe = found?.keyframe {
            var restored = keyframe.restored()
            restored.collectsLines = true
            log.know(rows: restored.textLines())
            screen = restored
            offset = keyframe.offset
            time = keyframe.time
            last = (keyframe.time, keyframe.offset, keyframe.screen.utf8.count)
        }
        try indexFile.cut(to: found?.end ?? 0)
        try textFile.cut(to: log.bytes)
        self.cast = castFile
        self.index = indexFile
        self.text = textFile
    }

    /// Indexes about `budget` bytes of the recording, less where they cost much.
    public func advance(upTo budget: Int) throws(IndexerFailure) -> Progress {
        var left = budget
        while left > 0 {
            guard let line = try nextLine() else { return Progress(offset: offset, isCaughtUp: true) }
            let before = screen?.work ?? 0
            try take(line)
            left -= line.count + ((screen?.work ?? 0) - before) / Self.cellsPerByte
        }
        return Progress(offset: offset, isCaughtUp: false)
    }

    /// Indexes what is left, and writes the last screen's text and keyframe.
    public func finish() throws(IndexerFailure) {
        while try !advance(upTo: Self.readBytes).isCaughtUp {}
        if hasChanged { try writeKeyframe() }
        try text.append(log.takePending())
    }

    // MARK: - Reading

    /// The next line without its newline; nil where there is no whole one.
    private func nextLine() throws(IndexerFailure) -> ArraySlice<UInt8>? {
        var searched = used
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { used = end + 1 }
                return buffer[used..<end]
            }
            if used > 0 {
                buffer.removeFirst(used)
                used = 0
            }
            guard buffer.count < Self.longestLine else { throw IndexerFailure(cast.path, "a line has no end") }
            searched = buffer.count
            let count = try cast.read(at: offset + buffer.count, count: Self.readBytes, appendingTo: &buffer)
            guard count > 0 else {
                // There are many idle recordings.
                if buffer.isEmpty { buffer = [] }
                return nil
            }
        }
    }

    /// Applies a line. Those that mean nothing are passed over.
    private func take(_ line: ArraySlice<UInt8>) throws(IndexerFailure) {
        let end = offset + line.count + 1
        guard screen != nil else {
            guard let size = CastSize(header: line) else {
                throw IndexerFailure(cast.path, "its first line is no header of asciicast v2")
            }
            screen = Screen(columns: size.columns, rows: size.rows)
            screen?.collectsLines = true
            offset = end
            last.offset = end
            return
        }
        if let event = CastLine(line) {
            if isKeyframeDue(before: event.time) { try writeKeyframe() }
            time = event.time
            apply(event, until: end)
        }
        offset = end
        if let work = screen?.work, work > freeCells + offset * Self.mostCellsPerByte {
            throw IndexerFailure(cast.path, "its output takes too long to follow")
        }
        if log.pending.count >= Self.textBatch { try text.append(log.takePending()) }
    }

    private func apply(_ event: CastLine, until end: Int) {
        switch event.kind {
        case .output:
            hasChanged = true
            var rest = event.text[...]
            while !rest.isEmpty {
                screen?.feed(rest.prefix(Self.outputPiece))
                rest = rest.dropFirst(Self.outputPiece)
                collectLines(until: end)
            }
        case .resize:
            guard let size = event.size else { return }
            hasChanged = true
            screen?.resize(columns: size.columns, rows: size.rows)
            collectLines(until: end)
        case .input, .marker, .other: break
        }
    }

    private func collectLines(until end: Int) {
        for line in screen?.takeLines() ?? [] { log.append(departed: line, at: time, recorded: end) }
    }

    // MARK: - Keyframes

    /// A screen that takes many bytes is written less often, or the index could outgrow the recording without end.
    private func isKeyframeDue(before next: Double) -> Bool {
        guard hasChanged else { return false }
        let bytes = offset - last.offset
        if bytes >= max(settings.bytes, last.screenBytes) { return true }
        return next - last.time >= settings.interval && bytes >= last.screenBytes / 8
    }

    private func writeKeyframe() throws(IndexerFailure) {
        guard let screen else { return }
        log.append(rows: screen.textLines(), at: time, recorded: offset)
        // The text first: a keyframe says how much of it there is.
        try text.append(log.takePending())
        let keyframe = Keyframe(
            time: time, offset: offset, columns: screen.columns, rows: screen.rows, textBytes: log.bytes,
            screen: screen.repaint())
        try index.append(keyframe.line)
        last = (time, offset, keyframe.screen.utf8.count)
        hasChanged = false
    }
}
