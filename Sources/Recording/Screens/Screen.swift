/// A terminal's screen, fed with a program's output: what xterm would show, without its scrollback.
///
/// The output is hostile: any bytes in any order leave a valid screen, of bounded size. The sequences are those of
/// ECMA-48 and of DEC's terminals as xterm knows them (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
///
/// No library does this: libvterm 0.1.4, Debian 12's, writes past its array of parameters where a sequence has many, and
/// past its rows after a resize, so that any user's output could take the server over.
public struct Screen: Sendable {
    /// Columns and rows are held within these.
    public static let sizes = 1...1000
    /// Cells at most: a wide screen gets fewer rows.
    static let mostCells = 256 * 1024

    public internal(set) var columns: Int
    public internal(set) var rows: Int
    /// Cells touched so far. What a sequence costs is not seen from its length.
    public internal(set) var work = 0

    /// The cells shown.
    var grid: Grid
    /// The primary screen while the alternate one is shown, and its saved cursor.
    var hidden: (grid: Grid, saved: SavedCursor)?
    var cursor = ScreenCursor()
    var saved = SavedCursor()
    var style = CellStyle()
    var charsets = Charsets()
    var modes = ScreenModes()
    var region: ScreenRegion
    var tabs: [Bool]
    /// DECSCUSR, 0 for the terminal's own.
    var cursorShape = 0
    /// The window's title, UTF-8.
    var titleBytes: [UInt8] = []
    var parser = EscapeParser()
    /// For REP; 0 for none.
    var lastPrinted: UInt32 = 0

    /// Those that left, for `takeLines`.
    var lines = DepartedLines()
    /// Whether lines are collected for `takeLines`.
    public var collectsLines = false

    public init(columns: Int, rows: Int) {
        (self.columns, self.rows) = Self.clamped(columns: columns, rows: rows)
        grid = Grid(columns: self.columns, rows: self.rows)
        region = ScreenRegion(top: 0, bottom: self.rows - 1, left: 0, right: self.columns - 1)
        tabs = Self.tabs(0..<self.columns)
    }

    static func clamped(columns: Int, rows: Int) -> (columns: Int, rows: Int) {
        let columns = min(max(columns, sizes.lowerBound), sizes.upperBound)
        let rows = min(max(rows, sizes.lowerBound), sizes.upperBound, mostCells / columns)
        return (columns, rows)
    }

    static func tabs(_ columns: Range<Int>) -> [Bool] {
        columns.map { $0 % 8 == 0 }
    }

    // MARK: - What is shown

    public var isAlternate: Bool { hidden != nil }

    /// Where the cursor is, from 0.
    public var cursorPosition: (row: Int, column: Int) { (cursor.row, cursor.column) }

    public var showsCursor: Bool { modes[.cursorVisible] }

    public var title: String { String(decoding: titleBytes, as: UTF8.self) }

    /// The text of each row, without blanks at its end.
    public var rowTexts: [String] {
        (0..<rows).map { String(decoding: grid.text(row: $0), as: UTF8.self) }
    }

    // MARK: - Output

    public mutating func feed(_ output: [UInt8]) {
        feed(output[...])
    }

    public mutating func feed(_ output: ArraySlice<UInt8>) {
        var index = output.startIndex
        while index < output.endIndex {
            if parser.isGround {
                let end = Self.printableEnd(output, from: index)
                if end > index {
                    print(ascii: output[index..<end])
                    index = end
                    continue
                }
            }
            perform(parser.next(output[index]))
            // The byte ended a character too early and is something of its own.
            if parser.takeBroken() { perform(parser.next(output[index])) }
            index += 1
        }
        work &+= output.count
    }

    private static func printableEnd(_ output: ArraySlice<UInt8>, from start: Int) -> Int {
        var end = start
        while end < output.endIndex, output[end] &- 0x20 < 0x5F { end += 1 }
        return end
    }

    private mutating func perform(_ action: EscapeParser.Action) {
        switch action {
        case .nothing: break
        case .print(let value): print(value)
        case .control(let byte): control(byte)
        case .escape: escape(parser.intermediate, parser.final)
        case .sequence: sequence()
        case .command: command(parser.string)
        }
    }
}
