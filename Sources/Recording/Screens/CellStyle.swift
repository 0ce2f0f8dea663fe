/// How a cell is drawn: the graphic rendition that SGR sets.
struct CellStyle: Sendable, Hashable {
    struct Attributes: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        static let bold = Attributes(rawValue: 1)
        static let faint = Attributes(rawValue: 2)
        static let italic = Attributes(rawValue: 4)
        static let blink = Attributes(rawValue: 8)
        static let reverse = Attributes(rawValue: 16)
        static let conceal = Attributes(rawValue: 32)
        static let strike = Attributes(rawValue: 64)
    }

    /// The values are those of SGR 4:x.
    enum Underline: UInt8, Sendable, Hashable {
        case none = 0
        case single
        case double
        case curly
        case dotted
        case dashed
    }

    var foreground = CellColor.standard
    var background = CellColor.standard
    var attributes: Attributes = []
    var underline = Underline.none

    /// What an erased cell keeps: the background alone.
    var erasing: CellStyle {
        var style = CellStyle()
        style.background = background
        return style
    }
}
