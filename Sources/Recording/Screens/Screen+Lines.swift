extension Screen {
    /// The lines that left the screen since the last call, oldest first, without blank ones: scrolled off, or erased with
    /// the whole screen. UTF-8.
    public mutating func takeLines() -> [[UInt8]] {
        lines.take()
    }

    /// The rows `range` are about to go.
    mutating func depart(_ range: Range<Int>) {
        guard collectsLines else { return }
        for row in range where !lines.isFull {
            lines.append(grid.text(row: row, joining: true), isContinued: grid.isContinued(row))
            work &+= columns
        }
    }

    /// The text on the screen, rows that were wrapped put together.
    func textLines() -> [[UInt8]] {
        var lines = DepartedLines()
        for row in 0..<rows {
            let isContinued = row < rows - 1 && grid.isContinued(row)
            lines.append(grid.text(row: row, joining: isContinued), isContinued: isContinued)
        }
        return lines.take()
    }
}
