/// Rows that have left a screen, put together to lines where they were wrapped. Bounded: more are dropped.
struct DepartedLines: Sendable {
    private(set) var lines: [[UInt8]] = []
    private var bytes = 0
    /// The begin of a line whose rest is still on the screen.
    private var begun: [UInt8] = []

    static let mostBytes = 1024 * 1024
    /// A longer line is cut.
    static let longestLine = 8 * 1024

    var isFull: Bool { bytes >= Self.mostBytes }

    mutating func append(_ row: [UInt8], isContinued: Bool) {
        guard !isFull else { return }
        if isContinued, begun.count + row.count <= Self.longestLine {
            begun += row
            return
        }
        let line = begun.isEmpty ? row : begun + row
        begun = []
        guard !line.isEmpty else { return }
        bytes += line.count + 32
        lines.append(line)
    }

    mutating func take() -> [[UInt8]] {
        defer {
            lines = []
            bytes = 0
        }
        return lines
    }
}
