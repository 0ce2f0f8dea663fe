/// What of a recording's text is written for search, and what was written already: pure, the lines go to `pending`.
struct ScreenTextLog {
    /// JSON Lines that wait to be written.
    private(set) var pending: [UInt8] = []
    /// All lines so far, those that wait included.
    private(set) var bytes: Int
    /// Hashes of the rows that the last keyframe showed: they are written.
    private var known: Set<Int> = []

    /// Text beyond what was recorded: sequences of few bytes can fill a screen.
    private static let growth = 2
    private static let start = 64 * 1024

    init(bytes: Int) {
        self.bytes = bytes
    }

    /// A line that has left the screen.
    mutating func append(departed line: [UInt8], at time: Double, recorded: Int) {
        guard known.isEmpty || !known.contains(line.hashValue) else { return }
        append(line, at: time, recorded: recorded)
    }

    /// The rows of the screen at a keyframe: those that the last one did not show are written.
    mutating func append(rows: [[UInt8]], at time: Double, recorded: Int) {
        var shown: Set<Int> = []
        for row in rows where !row.isEmpty {
            let hash = row.hashValue
            if shown.insert(hash).inserted, !known.contains(hash) { append(row, at: time, recorded: recorded) }
        }
        known = shown
    }

    /// The rows that a keyframe showed before a restart.
    mutating func know(rows: [[UInt8]]) {
        known = Set(rows.map(\.hashValue))
    }

    mutating func takePending() -> [UInt8] {
        defer { pending = [] }
        return pending
    }

    private mutating func append(_ line: [UInt8], at time: Double, recorded: Int) {
        guard !line.allSatisfy({ $0 == 0x20 }) else { return }
        guard bytes + line.count <= Self.start + recorded * Self.growth else { return }
        let before = pending.count
        pending.append(contentsOf: "{\"t\":".utf8)
        CastJSON.appendSeconds(time, to: &pending)
        pending.append(contentsOf: ",\"line\":".utf8)
        CastJSON.appendString(line, to: &pending)
        pending.append(contentsOf: "}\n".utf8)
        bytes += pending.count - before
    }
}
