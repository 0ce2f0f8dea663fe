extension Screen {
    /// SM and RM.
    mutating func setModes(_ parameters: SequenceParameters, _ value: Bool) {
        for index in 0..<parameters.count {
            switch parameters.value(index, or: 0) {
            case 4: modes.insert = value
            case 20: modes.newline = value
            default: break
            }
        }
    }

    /// DECSET and DECRST.
    mutating func setPrivateModes(_ parameters: SequenceParameters, _ value: Bool) {
        for index in 0..<parameters.count {
            setPrivateMode(parameters.value(index, or: 0), value)
        }
    }

    private mutating func setPrivateMode(_ number: Int, _ value: Bool) {
        switch number {
        case 6:
            modes[.origin] = value
            place(row: 0, column: 0)
        case 69:
            modes[.margins] = value
            region.left = 0
            region.right = columns - 1
            cursor.isWrapPending = false
        case 9, 1000, 1002, 1003: modes.mouse = value ? number : 0
        case 1005, 1006, 1015, 1016: modes.mouseEncoding = value ? number : 0
        case 47, 1047: showAlternate(value)
        case 1048: if value { saveCursor() } else { restoreCursor() }
        case 1049:
            if value {
                if !isAlternate { saveCursor() }
                showAlternate(true)
            } else {
                showAlternate(false)
                restoreCursor()
            }
        default:
            guard let mode = ScreenModes.Mode(rawValue: number) else { return }
            modes[mode] = value
        }
    }

    /// The alternate screen begins blank each time, with a saved cursor of its own.
    private mutating func showAlternate(_ value: Bool) {
        guard value != isAlternate else { return }
        cursor.isWrapPending = false
        work &+= rows * columns
        if let primary = hidden {
            depart(0..<rows)
            grid = primary.grid
            saved = primary.saved
            hidden = nil
        } else {
            hidden = (grid, saved)
            grid = Grid(columns: columns, rows: rows)
            saved = SavedCursor()
        }
    }

    /// What outlives a reset.
    mutating func takeOver(_ old: Screen) {
        work = old.work
        collectsLines = old.collectsLines
        lines = old.lines
    }
}
