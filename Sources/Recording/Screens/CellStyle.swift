/// How a cell is drawn: the graphic rendition that SGR sets.
public struct CellStyle: Sendable, Hashable {
    public struct Attributes: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Attributes(rawValue: 1)
        public static let faint = Attributes(rawValue: 2)
        public static let italic = Attributes(rawValue: 4)
        public static let blink = Attributes(rawValue: 8)
        public static let reverse = Attributes(rawValue: 16)
        public static let conceal = Attributes(rawValue: 32)
        public static let strike = Attributes(rawValue: 64)
    }

    /// The values are those of SGR 4:x.
    public enum Underline: UInt8, Sendable, Hashable {
        case none = 0
        case single
        case double
        case curly
        case dotted
        case dashed
    }

    public var foreground = CellColor.standard
    public var background = CellColor.standard
    public var attributes: Attributes = []
    public var underline = Underline.none

    public init() {}

    /// What an erased cell keeps: the background alone.
    var erasing: CellStyle {
        var style = CellStyle()
        style.background = background
        return style
    }
}
