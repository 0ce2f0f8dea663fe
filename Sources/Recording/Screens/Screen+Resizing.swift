extension Screen {
    /// Gives the screen another size, as xterm does: nothing flows anew; where the cursor would be lost below, rows leave
    /// at the top.
    public mutating func resize(columns newColumns: Int, rows newRows: Int) {
        let (newColumns, newRows) = Self.clamped(columns: newColumns, rows: newRows)
        guard newColumns != columns || newRows != rows else { return }
        work &+= columns * rows + newColumns * newRows
        let dropped = max(0, cursor.row - (newRows - 1))
        depart(0..<dropped)
        grid = grid.resized(columns: newColumns, rows: newRows, dropping: dropped)
        cursor = ScreenCursor(row: cursor.row - dropped, column: min(cursor.column, newColumns - 1))
        if let primary = hidden {
            let dropped = max(0, primary.saved.row - (newRows - 1))
            hidden = (
                primary.grid.resized(columns: newColumns, rows: newRows, dropping: dropped),
                primary.saved.clamped(columns: newColumns, rows: newRows)
            )
        }
        saved = saved.clamped(columns: newColumns, rows: newRows)
        if newColumns > columns {
            tabs += Self.tabs(columns..<newColumns)
        } else {
            tabs = Array(tabs.prefix(newColumns))
        }
        columns = newColumns
        rows = newRows
        region = ScreenRegion(top: 0, bottom: rows - 1, left: 0, right: columns - 1)
    }
}

extension SavedCursor {
    fileprivate func clamped(columns: Int, rows: Int) -> SavedCursor {
        var cursor = self
        cursor.row = min(row, rows - 1)
        cursor.column = min(column, columns - 1)
        return cursor
    }
}
