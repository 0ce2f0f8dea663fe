extension Screen {
    /// The last column that the cursor may write on its line.
    var rightLimit: Int { cursor.column > region.right ? columns - 1 : region.right }

    /// Prints ASCII characters.
    mutating func print(ascii text: ArraySlice<UInt8>) {
        guard charsets.isPlain, !modes.insert, let last = text.last else {
            for byte in text { print(UInt32(byte)) }
            return
        }
        var rest = text
        while !rest.isEmpty {
            if cursor.isWrapPending, modes[.autowrap] { wrap() }
            let limit = rightLimit
            let run = rest.prefix(limit - cursor.column + 1)
            grid.write(run, row: cursor.row, column: cursor.column, style: style)
            rest = rest.dropFirst(run.count)
            advance(by: run.count, limit: limit)
        }
        lastPrinted = UInt32(last)
    }

    mutating func print(_ value: UInt32) {
        let value = charsets.isPlain || value >= 0x7F ? value : charsets.translate(value)
        let width = CharacterWidth.of(value)
        guard width > 0 else {
            if width == 0 { join(value) }
            return
        }
        if cursor.isWrapPending, modes[.autowrap] { wrap() }
        var limit = rightLimit
        if cursor.column + width - 1 > limit {
            if modes[.autowrap] {
                wrap()
                limit = rightLimit
            } else {
                cursor.column = max(0, limit - 1)
            }
            // Too narrow for it anywhere.
            guard cursor.column + width - 1 <= limit else { return }
        }
        lastPrinted = value
        if modes.insert {
            grid.shift(row: cursor.row, cursor.column..<limit + 1, by: width, blank: Cell(erasing: style))
            work &+= columns
        }
        write(value, width: width)
        advance(by: width, limit: limit)
    }

    private mutating func write(_ value: UInt32, width: Int) {
        let (row, column) = (cursor.row, cursor.column)
        grid.split(row: row, before: column)
        grid.split(row: row, before: column + width)
        var cell = Cell()
        cell.scalar = value
        cell.style = style
        cell.width = UInt8(width)
        grid[row, column] = cell
        if width == 2 {
            cell.scalar = 0x20
            cell.width = 0
            grid[row, column + 1] = cell
        }
    }

    private mutating func advance(by width: Int, limit: Int) {
        if cursor.column + width > limit {
            cursor.column = limit
            cursor.isWrapPending = modes[.autowrap]
        } else {
            cursor.column += width
            cursor.isWrapPending = false
        }
    }

    private mutating func wrap() {
        if cursor.isWrapPending, cursor.column == columns - 1 { grid.setContinued(cursor.row) }
        carriageReturn()
        lineFeed()
    }

    /// Adds a mark to the character before the cursor.
    private mutating func join(_ mark: UInt32) {
        var column = cursor.isWrapPending ? cursor.column : cursor.column - 1
        guard column >= 0 else { return }
        if column > 0, grid[cursor.row, column].width == 0 { column -= 1 }
        grid[cursor.row, column].join(mark)
    }

    /// REP: the last character again.
    mutating func repeatLast(_ count: Int) {
        guard lastPrinted != 0 else { return }
        let count = min(count, columns * rows)
        work &+= count
        // It was translated when it came.
        let charsets = charsets
        self.charsets = Charsets()
        for _ in 0..<count { print(lastPrinted) }
        self.charsets = charsets
    }
}
