/// asciicast's event codes.
enum CastCode: UInt8, Hashable, Sendable {
    case output = 0x6F
    case input = 0x69
    /// The text is such as `80x24`.
    case resize = 0x72
    /// The text is a label.
    case mark = 0x6D
    /// The text is an exit status, or such as `signal HUP`: asciicast v3's code, which readers of v2 skip.
    case exit = 0x78
}
