/// One place of a screen.
struct Cell: Sendable, Hashable {
    /// The character; a space where nothing was written.
    var scalar: UInt32 = 0x20
    /// Marks that join the character, 0 for none. More than three are dropped.
    var marks: (UInt32, UInt32, UInt32) = (0, 0, 0)
    /// In columns: 1; 2 for the left half of a wide character; 0 for its right half.
    var width: UInt8 = 1
    var style = CellStyle()

    static let blank = Cell()

    init() {}

    init(erasing style: CellStyle) {
        self.style = style.erasing
    }

    /// Looks like an erased one.
    var isBlank: Bool { scalar == 0x20 && width == 1 && marks.0 == 0 && style == style.erasing }

    mutating func join(_ mark: UInt32) {
        if marks.0 == 0 {
            marks.0 = mark
        } else if marks.1 == 0 {
            marks.1 = mark
        } else if marks.2 == 0 {
            marks.2 = mark
        }
    }

    /// Nothing for the right half of a wide character.
    func appendText(to text: inout [UInt8]) {
        guard width > 0 else { return }
        guard scalar >= 0x80 || marks.0 != 0 else {
            text.append(UInt8(truncatingIfNeeded: scalar))
            return
        }
        for value in [scalar, marks.0, marks.1, marks.2] where value != 0 {
            CastJSON.append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
        }
    }

    static func == (left: Cell, right: Cell) -> Bool {
        left.scalar == right.scalar && left.width == right.width && left.marks == right.marks
            && left.style == right.style
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(scalar)
        hasher.combine(marks.0)
        hasher.combine(style)
    }
}
