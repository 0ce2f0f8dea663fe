/// C0 controls and escape sequences.
extension Screen {
    mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x08:
            cursor.isWrapPending = false
            if cursor.column > 0, cursor.column != region.left { cursor.column -= 1 }
        case 0x09: tab(forward: true, 1)
        case 0x0A, 0x0B, 0x0C:
            lineFeed()
            if modes.newline { carriageReturn() }
        case 0x0D: carriageReturn()
        case 0x0E: charsets.shift(to: 1)
        case 0x0F: charsets.shift(to: 0)
        default: break
        }
    }

    mutating func carriageReturn() {
        cursor.isWrapPending = false
        cursor.column = cursor.column >= region.left ? region.left : 0
    }

    /// Down one row; at the region's bottom the region scrolls.
    mutating func lineFeed() {
        cursor.isWrapPending = false
        if cursor.row == region.bottom {
            if region.columns.contains(cursor.column) { scroll(region, by: 1) }
        } else if cursor.row < rows - 1 {
            cursor.row += 1
        }
    }

    private mutating func reverseLineFeed() {
        cursor.isWrapPending = false
        if cursor.row == region.top {
            if region.columns.contains(cursor.column) { scroll(region, by: -1) }
        } else if cursor.row > 0 {
            cursor.row -= 1
        }
    }

    /// Scrolls by `count` rows, upwards where that is positive.
    mutating func scroll(_ area: ScreenRegion, by count: Int) {
        if count > 0, area.columns.count == columns {
            depart(area.top..<area.top + min(count, area.rows.count))
        }
        grid.scroll(area, by: count, blank: Cell(erasing: style))
        let isNarrow = area.columns.count < columns
        work &+= isNarrow ? area.rows.count * columns : min(abs(count), area.rows.count) * columns + area.rows.count
    }

    mutating func tab(forward: Bool, _ count: Int) {
        cursor.isWrapPending = false
        let limit = rightLimit
        let start = cursor.column >= region.left ? region.left : 0
        for _ in 0..<min(count, columns) {
            if forward {
                guard cursor.column < limit else { return }
                repeat { cursor.column += 1 } while cursor.column < limit && !tabs[cursor.column]
            } else {
                guard cursor.column > start else { return }
                repeat { cursor.column -= 1 } while cursor.column > start && !tabs[cursor.column]
            }
        }
    }

    mutating func escape(_ intermediate: UInt8, _ final: UInt8) {
        switch (intermediate, final) {
        case (0x28...0x2B, _): charsets.designate(slot: intermediate, final)
        case (UInt8(ascii: "#"), UInt8(ascii: "8")): align()
        case (0, _): escape(final)
        default: break
        }
    }

    private mutating func escape(_ final: UInt8) {
        switch final {
        case UInt8(ascii: "7"): saveCursor()
        case UInt8(ascii: "8"): restoreCursor()
        case UInt8(ascii: "="): modes.keypad = true
        case UInt8(ascii: ">"): modes.keypad = false
        case UInt8(ascii: "D"): lineFeed()
        case UInt8(ascii: "E"):
            carriageReturn()
            lineFeed()
        case UInt8(ascii: "H"): tabs[cursor.column] = true
        case UInt8(ascii: "M"): reverseLineFeed()
        case UInt8(ascii: "N"): charsets.shiftOnce(to: 2)
        case UInt8(ascii: "O"): charsets.shiftOnce(to: 3)
        case UInt8(ascii: "c"): reset()
        case UInt8(ascii: "n"): charsets.shift(to: 2)
        case UInt8(ascii: "o"): charsets.shift(to: 3)
        default: break
        }
    }

    /// DECALN: the screen full of E.
    private mutating func align() {
        depart(0..<rows)
        region = ScreenRegion(top: 0, bottom: rows - 1, left: 0, right: columns - 1)
        cursor = ScreenCursor()
        var cell = Cell()
        cell.scalar = UInt32(UInt8(ascii: "E"))
        for row in 0..<rows { grid.fill(row: row, 0..<columns, with: cell) }
        work &+= rows * columns
    }

    mutating func saveCursor() {
        saved = SavedCursor(
            row: cursor.row, column: cursor.column, style: style, charsets: charsets, hasOrigin: modes[.origin])
        saved.charsets.endShiftOnce()
    }

    mutating func restoreCursor() {
        style = saved.style
        charsets = saved.charsets
        modes[.origin] = saved.hasOrigin
        cursor = ScreenCursor(row: saved.row, column: saved.column)
        if modes[.origin] { clampToRegion() }
    }

    func clampedToRegion(row: Int, column: Int) -> (row: Int, column: Int) {
        (min(max(row, region.top), region.bottom), min(max(column, region.left), region.right))
    }

    private mutating func clampToRegion() {
        (cursor.row, cursor.column) = clampedToRegion(row: cursor.row, column: cursor.column)
    }

    /// RIS.
    private mutating func reset() {
        depart(0..<rows)
        let old = self
        self = Screen(columns: columns, rows: rows)
        takeOver(old)
        work &+= rows * columns
    }

    /// DECSTR.
    mutating func softReset() {
        modes.insert = false
        modes.keypad = false
        for mode in [ScreenModes.Mode.cursorKeys, .origin] { modes[mode] = false }
        modes[.autowrap] = true
        modes[.cursorVisible] = true
        region = ScreenRegion(top: 0, bottom: rows - 1, left: 0, right: columns - 1)
        style = CellStyle()
        charsets = Charsets()
        saved = SavedCursor()
        cursor.isWrapPending = false
    }

    /// OSC: of the many only the title is kept.
    mutating func command(_ text: [UInt8]) {
        guard text.starts(with: "0;".utf8) || text.starts(with: "2;".utf8) else { return }
        let title = String(decoding: text.dropFirst(2), as: UTF8.self).unicodeScalars.filter {
            CharacterWidth.of($0.value) >= 0
        }
        titleBytes = Array(String(String.UnicodeScalarView(title)).utf8.prefix(512))
        // A character cut in two at the end would not come back as it was.
        titleBytes = Array(String(decoding: titleBytes, as: UTF8.self).utf8)
    }
}
