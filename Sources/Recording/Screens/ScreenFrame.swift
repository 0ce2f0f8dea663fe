/// A screen as a watcher sees it: in a viewport of another size, with a status line.
///
/// The viewport's last row is the status line (unless it has only one row): the title, the screen's size and, where not
/// all of it fits, which part is shown. A smaller screen stands at the top left, with a border at its right and lower
/// edge. Of a larger one the top left part is shown while the cursor is in it, otherwise the part around the cursor, which
/// moves in steps of half a viewport so that the picture stays calm.
///
/// Nothing of the watched program's output reaches the watcher's terminal but printable characters and colours.
public struct ScreenFrame: Sendable, Equatable {
    let grid: Grid
    /// nil where it is hidden.
    let cursor: (row: Int, column: Int)?

    /// Written before the first frame: the alternate screen, blank, with the cursor hidden.
    public static let begin = "\u{1B}[?1049h\u{1B}[0m\u{1B}[2J\u{1B}[?25l"
    /// Written after the last frame: the watcher's terminal as it was.
    public static let end = "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"

    /// - Parameters:
    ///   - columns: of the viewport, held within a screen's sizes.
    ///   - title: for the status line; characters that do not print are left out.
    public init(of screen: Screen, columns: Int, rows: Int, title: String) {
        let (columns, rows) = Screen.clamped(columns: columns, rows: rows)
        var grid = Grid(columns: columns, rows: rows)
        let pictureRows = rows > 1 ? rows - 1 : 1
        let top = Self.offset(cursor: screen.cursor.row, screen: screen.rows, viewport: pictureRows)
        let left = Self.offset(cursor: screen.cursor.column, screen: screen.columns, viewport: columns)
        let shown = (rows: min(screen.rows, pictureRows), columns: min(screen.columns, columns))
        Self.copy(screen, top: top, left: left, shown, to: &grid)
        Self.drawBorder(around: shown, pictureRows: pictureRows, in: &grid)
        if rows > 1 {
            var parts = " \(screen.columns)x\(screen.rows) "
            if shown.rows < screen.rows || shown.columns < screen.columns {
                let part = "\(left + 1)-\(left + shown.columns), \(top + 1)-\(top + shown.rows)"
                parts = " \(screen.columns)x\(screen.rows), shown: \(part) "
            }
            Self.drawStatus(title, parts, in: &grid)
        }
        self.grid = grid
        let place = (row: screen.cursor.row - top, column: screen.cursor.column - left)
        let isShown = screen.showsCursor && place.row < shown.rows && place.column < shown.columns
        cursor = isShown ? place : nil
    }

    /// Where a viewport begins that shows the cursor.
    static func offset(cursor: Int, screen: Int, viewport: Int) -> Int {
        guard cursor >= viewport else { return 0 }
        let step = max(1, viewport / 2)
        let steps = (cursor - viewport) / step + 1
        return min(steps * step, screen - viewport)
    }

    private static func copy(
        _ screen: Screen, top: Int, left: Int, _ shown: (rows: Int, columns: Int), to grid: inout Grid
    ) {
        let isReverse = screen.modes[.reverseVideo]
        for row in 0..<shown.rows {
            for column in 0..<shown.columns {
                var cell = screen.grid[top + row, left + column]
                // A wide character that is cut by the edge.
                if column == 0, cell.width == 0 { cell = Cell(erasing: cell.style) }
                if column == shown.columns - 1, cell.width == 2 { cell = Cell(erasing: cell.style) }
                if isReverse { cell.style.attributes.formSymmetricDifference(.reverse) }
                grid[row, column] = cell
            }
        }
    }

    private static func drawBorder(
        around shown: (rows: Int, columns: Int), pictureRows: Int, in grid: inout Grid
    ) {
        var line = Cell()
        line.style.attributes = .faint
        let hasRight = shown.columns < grid.columns
        if hasRight {
            line.scalar = 0x2502
            for row in 0..<shown.rows { grid[row, shown.columns] = line }
        }
        guard shown.rows < pictureRows else { return }
        line.scalar = 0x2500
        for column in 0..<shown.columns { grid[shown.rows, column] = line }
        if hasRight {
            line.scalar = 0x2518
            grid[shown.rows, shown.columns] = line
        }
    }

    private static func drawStatus(_ title: String, _ size: String, in grid: inout Grid) {
        let row = grid.rows - 1
        var cell = Cell()
        cell.style.attributes = .reverse
        for column in 0..<grid.columns { grid[row, column] = cell }
        let sizeStart = max(0, grid.columns - size.utf8.count)
        var column = 1
        for scalar in title.unicodeScalars {
            let width = CharacterWidth.of(scalar.value)
            guard width > 0, column + width <= sizeStart else { continue }
            cell.scalar = scalar.value
            cell.width = UInt8(width)
            grid[row, column] = cell
            if width == 2 {
                cell.scalar = 0x20
                cell.width = 0
                grid[row, column + 1] = cell
            }
            column += width
        }
        cell.width = 1
        for (index, byte) in size.utf8.enumerated() where sizeStart + index < grid.columns {
            cell.scalar = UInt32(byte)
            grid[row, sizeStart + index] = cell
        }
    }

    public static func == (left: ScreenFrame, right: ScreenFrame) -> Bool {
        left.grid == right.grid && left.cursor?.row == right.cursor?.row && left.cursor?.column == right.cursor?.column
    }
}
