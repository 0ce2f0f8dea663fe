extension ScreenFrame {
    /// What turns a terminal of this size that shows `old` into one that shows this frame; empty where they are the same.
    ///
    /// - Parameter old: nil for a terminal that shows anything else. One of another size counts as that.
    public func difference(from old: ScreenFrame?) -> String {
        var text: [UInt8] = []
        var known = old
        if let size = known?.grid, size.columns != grid.columns || size.rows != grid.rows { known = nil }
        if known == nil { text.append(contentsOf: "\u{1B}[?25l\u{1B}[0m\u{1B}[2J".utf8) }

        var changes: [UInt8] = []
        var style = CellStyle()
        for row in 0..<grid.rows {
            // The column in which the terminal's cursor is, or nil.
            var position: Int?
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                guard cell != known?.grid[row, column] ?? .blank, cell.width > 0 else { continue }
                if position != column {
                    changes.append(contentsOf: "\u{1B}[\(row + 1);\(column + 1)H".utf8)
                }
                if cell.style != style {
                    style = cell.style
                    style.appendRendition(to: &changes)
                }
                cell.appendText(to: &changes)
                // Terminals differ in how wide some characters are.
                let isCertain = cell.width == 1 && cell.marks.0 == 0
                position = isCertain ? column + 1 : nil
            }
        }
        if style != CellStyle() { changes.append(contentsOf: "\u{1B}[0m".utf8) }
        if !changes.isEmpty, known?.cursor != nil { text.append(contentsOf: "\u{1B}[?25l".utf8) }
        text += changes
        appendCursor(old: known, hasMoved: !changes.isEmpty, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func appendCursor(old: ScreenFrame?, hasMoved: Bool, to text: inout [UInt8]) {
        guard let cursor else {
            if !hasMoved, old?.cursor != nil { text.append(contentsOf: "\u{1B}[?25l".utf8) }
            return
        }
        let wasThere = old?.cursor.map { $0 == cursor } ?? false
        guard hasMoved || !wasThere else { return }
        text.append(contentsOf: "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H".utf8)
        if hasMoved || old?.cursor == nil { text.append(contentsOf: "\u{1B}[?25h".utf8) }
    }
}
