import Testing

@testable import Recording

extension Screen {
    /// What a repaint must bring back.
    func differs(from other: Screen) -> String? {
        if columns != other.columns || rows != other.rows { return "size" }
        if grid != other.grid {
            for row in 0..<rows {
                for column in 0..<columns where grid[row, column] != other.grid[row, column] {
                    return "cell \(row),\(column): \(grid[row, column]) \(other.grid[row, column])"
                }
            }
        }
        if isAlternate != other.isAlternate { return "alternate screen" }
        if let left = hidden, let right = other.hidden {
            if left.grid != right.grid { return "primary screen" }
            if left.saved != right.saved { return "primary screen's saved cursor" }
        }
        if cursor != other.cursor { return "cursor: \(cursor) \(other.cursor)" }
        if saved != other.saved { return "saved cursor: \(saved) \(other.saved)" }
        if style != other.style { return "style: \(style) \(other.style)" }
        if charsets != other.charsets { return "character sets" }
        if modes != other.modes { return "modes: \(modes) \(other.modes)" }
        if region != other.region { return "region: \(region) \(other.region)" }
        if tabs != other.tabs { return "tabs" }
        if cursorShape != other.cursorShape { return "cursor's shape" }
        if titleBytes != other.titleBytes { return "title" }
        if parser.pending != other.parser.pending { return "pending: \(parser.pending) \(other.parser.pending)" }
        return nil
    }

    /// Each wide character has both halves.
    var isWhole: Bool {
        [grid, hidden?.grid].compactMap { $0 }.allSatisfy { grid in
            (0..<grid.rows).allSatisfy { row in
                (0..<grid.columns).allSatisfy { column in
                    switch grid[row, column].width {
                    case 2: column + 1 < grid.columns && grid[row, column + 1].width == 0
                    case 0: column > 0 && grid[row, column - 1].width == 2
                    default: true
                    }
                }
            }
        }
    }

    /// A fresh screen of the same size, painted like this one.
    func repainted() -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        screen.feed(Array(repaint().utf8))
        return screen
    }

    mutating func feed(_ text: String) {
        feed(Array(text.utf8))
    }

    var trimmedRows: [String] {
        var texts = rowTexts
        while texts.last == "" { texts.removeLast() }
        return texts
    }
}

/// The same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// Output that no program would write, but each part of which a terminal understands.
struct WildOutput {
    var generator: SeededGenerator

    private static let texts = [
        "hello world, this is a longer line of text ", "x", "\u{4E2D}\u{6587}", "e\u{301}\u{302}", "\u{1F600}", "─│┌",
        "\u{200D}", "\t", "\r\n", "\n", "\r", "\u{8}", "\u{E}", "\u{F}", "qqxx", "\u{FFFD}",
    ]
    private static let finals = Array("@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu".utf8)
    private static let escapes = [
        "7", "8", "D", "E", "H", "M", "=", ">", "(0", "(B", ")0", "*A", "N", "O", "n", "o", "#8", "c", "%G", "\\",
        "P1$q\u{1B}\\",
        "]0;title \u{E9}\u{7}", "]2;x\u{1B}\\", "_ignored\u{1B}\\", "[!p", "[3 q", "[2'}", "[2'~", "]52;c;?\u{7}", "P",
    ]
    private static let modes = [
        1, 5, 6, 6, 7, 7, 9, 12, 25, 47, 69, 69, 1000, 1003, 1004, 1006, 1015, 1047, 1048, 1049, 1049, 2004, 9999,
    ]
    private static let renditions = [
        "0", "1", "2", "3", "4", "4:3", "5", "7", "8", "9", "21", "22", "24", "27", "31", "42", "94", "103", "39", "49",
        "38;5;200", "48;5;17", "38;2;1;2;3", "48:2::4:5:6", "38:2:7:8:9", "58;5;3", "58:2::1:2:3", "38", "48;5",
    ]

    mutating func piece() -> String {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0...3: return pick(Self.texts)
        case 4, 5:
            let parameters = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                String(Int.random(in: 0...30, using: &generator))
            }
            return "\u{1B}[" + parameters.joined(separator: ";") + String(Unicode.Scalar(pick(Self.finals)))
        case 6: return "\u{1B}" + pick(Self.escapes)
        case 7: return "\u{1B}[?\(pick(Self.modes))\(Bool.random(using: &generator) ? "h" : "l")"
        case 8: return "\u{1B}[\(pick([4, 20]))\(Bool.random(using: &generator) ? "h" : "l")"
        case 9, 10:
            let count = Int.random(in: 0...3, using: &generator)
            let parts = (0..<count).map { _ in pick(Self.renditions) }
            return "\u{1B}[" + parts.joined(separator: ";") + "m"
        default:
            return "\u{1B}[\(Int.random(in: 1...30, using: &generator));\(Int.random(in: 1...90, using: &generator))H"
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &generator)]
    }
}
