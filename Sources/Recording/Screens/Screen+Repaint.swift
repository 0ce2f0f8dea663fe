extension Screen {
    /// What, written to a fresh terminal of this size, shows the same and leaves it in the same state: both screens,
    /// colours and attributes, cursors, modes, regions, tab stops, character sets, title, and a sequence begun.
    ///
    /// Left out: hyperlinks, palettes, and, where no cell is blank, the character that REP would repeat.
    public func repaint() -> String {
        var text: [UInt8] = []
        if !titleBytes.isEmpty {
            text.append(contentsOf: "\u{1B}]2;".utf8)
            text.append(contentsOf: titleBytes)
            text.append(0x07)
        }
        if let hidden {
            Self.append(hidden.grid, to: &text)
            // 1049 saves the cursor before it switches.
            append(hidden.saved, to: &text)
            text.append(contentsOf: "\u{1B}[?1049h\u{1B}[?6l\u{1B}[m\u{0F}".utf8)
            Self.appendPlainCharsets(to: &text)
        }
        Self.append(grid, to: &text)
        if saved != SavedCursor() {
            append(saved, to: &text)
            text.append(contentsOf: "\u{1B}7\u{1B}[?6l\u{1B}[m\u{0F}".utf8)
            Self.appendPlainCharsets(to: &text)
        }
        appendLastPrinted(to: &text)
        appendTabs(to: &text)
        if cursorShape != 0 { text.append(contentsOf: "\u{1B}[\(cursorShape) q".utf8) }
        modes.appendSequences(to: &text)
        appendCursor(to: &text)
        style.appendRendition(to: &text)
        charsets.appendSequences(to: &text)
        if modes.insert { text.append(contentsOf: "\u{1B}[4h".utf8) }
        if !modes[.autowrap] { text.append(contentsOf: "\u{1B}[?7l".utf8) }
        text.append(contentsOf: parser.pending)
        return String(decoding: text, as: UTF8.self)
    }

    private static func appendPlainCharsets(to text: inout [UInt8]) {
        text.append(contentsOf: "\u{1B}(B\u{1B})B\u{1B}*B\u{1B}+B".utf8)
    }

    /// Brings the terminal, which is in its first state but for its cells, to what was saved.
    private func append(_ saved: SavedCursor, to text: inout [UInt8]) {
        // The region is still the whole screen, so origin mode changes no position.
        if saved.hasOrigin { text.append(contentsOf: "\u{1B}[?6h".utf8) }
        Self.appendPosition(row: saved.row, column: saved.column, to: &text)
        saved.style.appendRendition(to: &text)
        saved.charsets.appendSequences(to: &text)
    }

    private static func appendPosition(row: Int, column: Int, to text: inout [UInt8]) {
        text.append(contentsOf: "\u{1B}[\(row + 1);\(column + 1)H".utf8)
    }

    /// Paints a blank screen. Blank cells are passed over.
    private static func append(_ grid: Grid, to text: inout [UInt8]) {
        var style = CellStyle()
        // The column in which the terminal's cursor is, or nil.
        var position: Int?
        for row in 0..<grid.rows {
            // A line that was wrapped is wrapped again.
            let isWrapped = row > 0 && grid.isContinued(row - 1) && position == grid.columns
            position = isWrapped ? 0 : nil
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                if cell == .blank || cell.width == 0 { continue }
                if position != column { appendPosition(row: row, column: column, to: &text) }
                if cell.style != style {
                    style = cell.style
                    style.appendRendition(to: &text)
                }
                cell.appendText(to: &text)
                position = column + Int(cell.width)
            }
        }
        if style != CellStyle() { text.append(contentsOf: "\u{1B}[m".utf8) }
    }

    /// REP may come next: its character is printed where it can be erased again.
    private func appendLastPrinted(to text: inout [UInt8]) {
        let width = CharacterWidth.of(lastPrinted)
        guard lastPrinted != 0, width > 0, !cursor.isWrapPending, let scalar = Unicode.Scalar(lastPrinted) else {
            return
        }
        for row in 0..<rows {
            for column in 0..<max(0, columns - width) where grid[row, column].isBlank {
                let blank = grid[row, column]
                guard (1...width).allSatisfy({ grid[row, column + $0] == blank }) else { continue }
                Self.appendPosition(row: row, column: column, to: &text)
                blank.style.appendRendition(to: &text)
                CastJSON.append(scalar, to: &text)
                Self.appendPosition(row: row, column: column, to: &text)
                text.append(contentsOf: "\u{1B}[\(width)X\u{1B}[m".utf8)
                return
            }
        }
    }

    private func appendTabs(to text: inout [UInt8]) {
        guard tabs != Self.tabs(0..<columns) else { return }
        text.append(contentsOf: "\u{1B}[3g".utf8)
        for column in 0..<columns where tabs[column] {
            text.append(contentsOf: "\u{1B}[\(column + 1)G\u{1B}H".utf8)
        }
    }

    /// The region, the origin, and the cursor, which both move.
    private func appendCursor(to text: inout [UInt8]) {
        if modes[.margins] { text.append(contentsOf: "\u{1B}[?69h".utf8) }
        if region.top != 0 || region.bottom != rows - 1 {
            text.append(contentsOf: "\u{1B}[\(region.top + 1);\(region.bottom + 1)r".utf8)
        }
        if region.left != 0 || region.right != columns - 1 {
            text.append(contentsOf: "\u{1B}[\(region.left + 1);\(region.right + 1)s".utf8)
        }
        let hasOrigin = modes[.origin]
        if hasOrigin { text.append(contentsOf: "\u{1B}[?6h".utf8) }
        let (top, left) = hasOrigin ? (region.top, region.left) : (0, 0)
        var column = cursor.column
        let isWrapPending = cursor.isWrapPending
        if isWrapPending, column > 0, grid[cursor.row, column].width == 0 { column -= 1 }
        Self.appendPosition(row: cursor.row - top, column: column - left, to: &text)
        if isWrapPending {
            // Only a character written to the last column brings this about.
            let cell = grid[cursor.row, column]
            cell.style.appendRendition(to: &text)
            cell.appendText(to: &text)
        }
    }
}
