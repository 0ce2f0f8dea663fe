/// Control sequences (CSI).
extension Screen {
    mutating func sequence() {
        let parameters = parser.parameters
        switch (parser.leader, parser.intermediate) {
        case (0, 0): sequence(parser.final, parameters)
        case (UInt8(ascii: "?"), 0):
            switch parser.final {
            case UInt8(ascii: "h"): setPrivateModes(parameters, true)
            case UInt8(ascii: "l"): setPrivateModes(parameters, false)
            case UInt8(ascii: "J"): eraseDisplay(parameters.value(0, or: 0))
            case UInt8(ascii: "K"): eraseLine(parameters.value(0, or: 0))
            default: break
            }
        case (0, UInt8(ascii: "!")) where parser.final == UInt8(ascii: "p"): softReset()
        case (0, UInt8(ascii: " ")) where parser.final == UInt8(ascii: "q"):
            let shape = parameters.value(0, or: 0)
            if (0...6).contains(shape) { cursorShape = shape }
        case (0, UInt8(ascii: "'")):
            switch parser.final {
            case UInt8(ascii: "}"): shiftColumns(by: parameters.amount(0))
            case UInt8(ascii: "~"): shiftColumns(by: -parameters.amount(0))
            default: break
            }
        default: break
        }
    }

    private mutating func sequence(_ final: UInt8, _ parameters: SequenceParameters) {
        switch final {
        case UInt8(ascii: "m"): return style.apply(parameters)
        case UInt8(ascii: "b"): return repeatLast(parameters.amount(0))
        case UInt8(ascii: "h"): return setModes(parameters, true)
        case UInt8(ascii: "l"): return setModes(parameters, false)
        case UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "t"): return
        default: break
        }
        cursor.isWrapPending = false
        let amount = parameters.amount(0)
        switch final {
        case UInt8(ascii: "@"): shiftCharacters(by: amount)
        case UInt8(ascii: "A"): moveRows(-amount)
        case UInt8(ascii: "B"), UInt8(ascii: "e"): moveRows(amount)
        case UInt8(ascii: "C"), UInt8(ascii: "a"): moveColumns(amount)
        case UInt8(ascii: "D"): moveColumns(-amount)
        case UInt8(ascii: "E"):
            moveRows(amount)
            carriageReturn()
        case UInt8(ascii: "F"):
            moveRows(-amount)
            carriageReturn()
        case UInt8(ascii: "G"), UInt8(ascii: "`"): place(row: nil, column: amount - 1)
        case UInt8(ascii: "H"), UInt8(ascii: "f"): place(row: amount - 1, column: parameters.amount(1) - 1)
        case UInt8(ascii: "I"): tab(forward: true, amount)
        case UInt8(ascii: "J"): eraseDisplay(parameters.value(0, or: 0))
        case UInt8(ascii: "K"): eraseLine(parameters.value(0, or: 0))
        case UInt8(ascii: "L"): shiftRows(by: -amount)
        case UInt8(ascii: "M"): shiftRows(by: amount)
        case UInt8(ascii: "P"): shiftCharacters(by: -amount)
        case UInt8(ascii: "S"): scroll(region, by: amount)
        // With more parameters it would track the mouse.
        case UInt8(ascii: "T") where parameters.count < 2: scroll(region, by: -amount)
        case UInt8(ascii: "X"): erase(row: cursor.row, cursor.column..<min(columns, cursor.column + amount))
        case UInt8(ascii: "Z"): tab(forward: false, amount)
        case UInt8(ascii: "d"): place(row: amount - 1, column: nil)
        case UInt8(ascii: "g"): clearTabs(parameters.value(0, or: 0))
        case UInt8(ascii: "r"): setRows(parameters)
        case UInt8(ascii: "s"): if modes[.margins] { setColumns(parameters) } else { saveCursor() }
        case UInt8(ascii: "u"): restoreCursor()
        default: break
        }
    }

    // MARK: - Moving

    /// - Parameters: nil keeps what is; within the region under origin mode.
    mutating func place(row: Int?, column: Int?) {
        let hasOrigin = modes[.origin]
        if let row {
            cursor.row = hasOrigin ? min(region.top + row, region.bottom) : min(row, rows - 1)
        }
        if let column {
            cursor.column = hasOrigin ? min(region.left + column, region.right) : min(column, columns - 1)
        }
        cursor.isWrapPending = false
    }

    private mutating func moveRows(_ count: Int) {
        let top = cursor.row >= region.top ? region.top : 0
        let bottom = cursor.row <= region.bottom ? region.bottom : rows - 1
        cursor.row = min(max(cursor.row + count, top), bottom)
    }

    private mutating func moveColumns(_ count: Int) {
        let left = cursor.column >= region.left ? region.left : 0
        cursor.column = min(max(cursor.column + count, left), rightLimit)
    }

    private mutating func clearTabs(_ which: Int) {
        switch which {
        case 0: tabs[cursor.column] = false
        case 3: tabs = Array(repeating: false, count: columns)
        default: break
        }
    }

    // MARK: - Erasing

    private mutating func erase(row: Int, _ range: Range<Int>) {
        grid.fill(row: row, range, with: Cell(erasing: style))
        work &+= range.count
    }

    private mutating func eraseLine(_ which: Int) {
        switch which {
        case 0: erase(row: cursor.row, cursor.column..<columns)
        case 1: erase(row: cursor.row, 0..<cursor.column + 1)
        case 2: erase(row: cursor.row, 0..<columns)
        default: break
        }
    }

    private mutating func eraseDisplay(_ which: Int) {
        switch which {
        case 0:
            if cursor.row == 0, cursor.column == 0 { depart(0..<rows) }
            eraseLine(0)
            for row in cursor.row + 1..<max(rows, cursor.row + 1) { erase(row: row, 0..<columns) }
        case 1:
            for row in 0..<cursor.row { erase(row: row, 0..<columns) }
            eraseLine(1)
        case 2:
            depart(0..<rows)
            for row in 0..<rows { erase(row: row, 0..<columns) }
        default: break
        }
    }

    // MARK: - Inserting and deleting

    /// ICH to the right, DCH to the left.
    private mutating func shiftCharacters(by count: Int) {
        guard region.columns.contains(cursor.column) else { return }
        grid.shift(row: cursor.row, cursor.column..<region.right + 1, by: count, blank: Cell(erasing: style))
        work &+= columns
    }

    /// IL downwards, DL upwards.
    private mutating func shiftRows(by count: Int) {
        guard region.contains(row: cursor.row, column: cursor.column) else { return }
        var area = region
        area.top = cursor.row
        grid.scroll(area, by: count, blank: Cell(erasing: style))
        work &+= area.rows.count * columns
        cursor.column = region.left
    }

    /// DECIC to the right, DECDC to the left.
    private mutating func shiftColumns(by count: Int) {
        cursor.isWrapPending = false
        guard region.contains(row: cursor.row, column: cursor.column) else { return }
        for row in region.rows {
            grid.shift(row: row, cursor.column..<region.right + 1, by: count, blank: Cell(erasing: style))
        }
        work &+= region.rows.count * columns
    }

    // MARK: - Regions

    /// DECSTBM.
    private mutating func setRows(_ parameters: SequenceParameters) {
        let top = parameters.amount(0) - 1
        let bottom = min(parameters.value(1, or: 0) == 0 ? rows : parameters.value(1, or: rows), rows) - 1
        guard top < bottom else { return }
        region.top = top
        region.bottom = bottom
        place(row: 0, column: 0)
    }

    /// DECSLRM.
    private mutating func setColumns(_ parameters: SequenceParameters) {
        let left = parameters.amount(0) - 1
        let right = min(parameters.value(1, or: 0) == 0 ? columns : parameters.value(1, or: columns), columns) - 1
        guard left < right else { return }
        region.left = left
        region.right = right
        place(row: 0, column: 0)
    }
}
