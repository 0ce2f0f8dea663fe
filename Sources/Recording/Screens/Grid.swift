/// The cells of one screen, with the operations that a terminal's functions are made of. Rows and columns count from 0;
/// what lies outside must not be asked for.
struct Grid: Sendable, Hashable {
    let columns: Int
    private(set) var rows: Int
    private var cells: [Cell]
    /// Where each row begins in `cells`: scrolling moves these, not the cells.
    private var starts: [Int]
    /// Whether a row's text goes on in the next one.
    private var continues: [Bool]

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: .blank, count: columns * rows)
        starts = (0..<rows).map { $0 * columns }
        continues = Array(repeating: false, count: rows)
    }

    subscript(row: Int, column: Int) -> Cell {
        get { cells[starts[row] + column] }
        set { cells[starts[row] + column] = newValue }
    }

    func isContinued(_ row: Int) -> Bool { continues[row] }

    mutating func setContinued(_ row: Int) { continues[row] = true }

    /// The other half of a wide character whose one half is about to go becomes a blank.
    mutating func split(row: Int, before column: Int) {
        guard column > 0, column < columns, self[row, column].width == 0 else { return }
        for half in [column - 1, column] {
            self[row, half] = Cell(erasing: self[row, half].style)
        }
    }

    /// - Parameter range: of columns.
    mutating func fill(row: Int, _ range: Range<Int>, with cell: Cell) {
        guard !range.isEmpty else { return }
        split(row: row, before: range.lowerBound)
        split(row: row, before: range.upperBound)
        set(row: row, range, to: cell)
        if range.upperBound == columns { continues[row] = false }
    }

    private mutating func set(row: Int, _ range: Range<Int>, to cell: Cell) {
        let start = starts[row]
        for column in range { cells[start + column] = cell }
    }

    /// Writes printable ASCII, which must fit.
    mutating func write(_ text: ArraySlice<UInt8>, row: Int, column: Int, style: CellStyle) {
        split(row: row, before: column)
        split(row: row, before: column + text.count)
        var cell = Cell()
        cell.style = style
        var index = starts[row] + column
        for byte in text {
            cell.scalar = UInt32(byte)
            cells[index] = cell
            index += 1
        }
    }

    /// Moves the cells of `range` by `count` columns, to the right where that is positive; blanks come after.
    mutating func shift(row: Int, _ range: Range<Int>, by count: Int, blank: Cell) {
        guard !range.isEmpty, count != 0 else { return }
        split(row: row, before: range.lowerBound)
        split(row: row, before: range.upperBound)
        let start = starts[row]
        let distance = min(abs(count), range.count)
        if count > 0 {
            split(row: row, before: range.upperBound - distance)
            for column in stride(from: range.upperBound - 1, through: range.lowerBound + distance, by: -1) {
                cells[start + column] = cells[start + column - distance]
            }
            set(row: row, range.lowerBound..<range.lowerBound + distance, to: blank)
        } else {
            split(row: row, before: range.lowerBound + distance)
            for column in range.lowerBound..<range.upperBound - distance {
                cells[start + column] = cells[start + column + distance]
            }
            set(row: row, range.upperBound - distance..<range.upperBound, to: blank)
        }
    }

    /// Moves the cells of `region` by `count` rows, upwards where that is positive; blanks come after.
    mutating func scroll(_ region: ScreenRegion, by count: Int, blank: Cell) {
        let height = region.rows.count
        let distance = min(abs(count), height)
        guard distance > 0 else { return }
        if region.columns.count == columns {
            rotate(region.rows, by: count > 0 ? distance : -distance)
        } else {
            for row in region.rows {
                split(row: row, before: region.columns.lowerBound)
                split(row: row, before: region.columns.upperBound)
            }
            let moved = 0..<height - distance
            for step in count > 0 ? Array(moved) : moved.reversed() {
                let upper = region.top + step
                let (to, from) = count > 0 ? (upper, upper + distance) : (upper + distance, upper)
                for column in region.columns { self[to, column] = self[from, column] }
            }
        }
        let freed = count > 0 ? region.bottom + 1 - distance...region.bottom : region.top...region.top + distance - 1
        for row in freed { fill(row: row, region.columns, with: blank) }
    }

    private mutating func rotate(_ range: Range<Int>, by count: Int) {
        if count == 1 {
            // The common case, without other arrays.
            let (start, end) = (starts[range.lowerBound], continues[range.lowerBound])
            for row in range.dropLast() {
                starts[row] = starts[row + 1]
                continues[row] = continues[row + 1]
            }
            starts[range.upperBound - 1] = start
            continues[range.upperBound - 1] = end
            return
        }
        let order = Array(starts[range])
        let ends = Array(continues[range])
        for index in 0..<range.count {
            let source = (index + count + range.count) % range.count
            starts[range.lowerBound + index] = order[source]
            continues[range.lowerBound + index] = ends[source]
        }
    }

    /// The same cells in another size, without `dropped` rows at the top.
    func resized(columns newColumns: Int, rows newRows: Int, dropping dropped: Int) -> Grid {
        var grid = Grid(columns: newColumns, rows: newRows)
        let common = min(columns, newColumns)
        for row in 0..<min(rows - dropped, newRows) {
            for column in 0..<common { grid[row, column] = self[row + dropped, column] }
            if common < columns, grid[row, common - 1].width == 2 {
                grid[row, common - 1] = Cell(erasing: grid[row, common - 1].style)
            }
            grid.continues[row] = continues[row + dropped] && newColumns == columns
        }
        return grid
    }

    /// A row's text in UTF-8, without blanks at its end.
    ///
    /// - Parameter joining: keeps them where the row goes on in the next one.
    func text(row: Int, joining: Bool = false) -> [UInt8] {
        let start = starts[row]
        var end = columns
        if joining, continues[row] { return text(from: start, to: start + end) }
        while end > 0, cells[start + end - 1].scalar == 0x20, cells[start + end - 1].marks.0 == 0 { end -= 1 }
        return text(from: start, to: start + end)
    }

    private func text(from start: Int, to end: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        for index in start..<end { cells[index].appendText(to: &text) }
        return text
    }

    static func == (left: Grid, right: Grid) -> Bool {
        guard left.columns == right.columns, left.rows == right.rows else { return false }
        return (0..<left.rows).allSatisfy { row in
            (0..<left.columns).allSatisfy { left[row, $0] == right[row, $0] }
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(rows)
    }
}
