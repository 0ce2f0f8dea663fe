/// The modes that a program sets and resets (ANSI X3.64 SM and RM, DEC's private ones).
struct ScreenModes: Sendable, Hashable {
    /// DEC's private modes that are on or off, by the number that the program names.
    enum Mode: Int, CaseIterable, Sendable {
        case cursorKeys = 1
        case reverseVideo = 5
        case origin = 6
        case autowrap = 7
        case cursorBlink = 12
        case cursorVisible = 25
        case margins = 69
        case focusEvents = 1004
        case alternateScroll = 1007
        case bracketedPaste = 2004
    }

    private var enabled: UInt32 = 0
    /// IRM.
    var insert = false
    /// LNM.
    var newline = false
    /// DECKPAM.
    var keypad = false
    /// Which mouse events are reported: 9, 1000, 1002, 1003, or 0.
    var mouse = 0
    /// How: 1005, 1006, 1015, 1016, or 0.
    var mouseEncoding = 0

    static let initial: [Mode] = [.autowrap, .cursorVisible]

    init() {
        for mode in Self.initial { self[mode] = true }
    }

    subscript(mode: Mode) -> Bool {
        get { enabled & Self.bit(mode) != 0 }
        set { enabled = newValue ? enabled | Self.bit(mode) : enabled & ~Self.bit(mode) }
    }

    private static func bit(_ mode: Mode) -> UInt32 {
        switch mode {
        case .cursorKeys: 1
        case .reverseVideo: 2
        case .origin: 4
        case .autowrap: 8
        case .cursorBlink: 16
        case .cursorVisible: 32
        case .margins: 64
        case .focusEvents: 128
        case .alternateScroll: 256
        case .bracketedPaste: 512
        }
    }

    /// Appends what brings a fresh terminal here, but for the origin and the margins, which go with the cursor, and for
    /// insert and autowrap, which must wait until all is painted.
    func appendSequences(to text: inout [UInt8]) {
        for mode in Mode.allCases {
            switch mode {
            case .origin, .margins, .autowrap: continue
            default: break
            }
            guard self[mode] != Self.initial.contains(mode) else { continue }
            text.append(contentsOf: "\u{1B}[?\(mode.rawValue)\(self[mode] ? "h" : "l")".utf8)
        }
        if mouse != 0 { text.append(contentsOf: "\u{1B}[?\(mouse)h".utf8) }
        if mouseEncoding != 0 { text.append(contentsOf: "\u{1B}[?\(mouseEncoding)h".utf8) }
        if keypad { text.append(contentsOf: "\u{1B}=".utf8) }
        if newline { text.append(contentsOf: "\u{1B}[20h".utf8) }
    }
}
