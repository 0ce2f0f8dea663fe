/// One event of a recording as it is read.
public struct RecordedEvent: Hashable, Sendable {
    /// asciicast's event codes.
    public enum Kind: UInt8, Hashable, Sendable {
        case output = 0x6F
        case input = 0x69
        /// The text is such as `80x24`.
        case resize = 0x72
        /// The text is a label.
        case mark = 0x6D
        /// The text is an exit status, or `signal HUP` (asciicast v3's code; readers of v2 skip it).
        case exit = 0x78
    }

    /// Since the recording's begin, in microseconds.
    public var time: Int64
    public var kind: Kind
    public var text: String

    public init(time: Int64, kind: Kind, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }

    /// The event as a line of an asciicast, without its end.
    public var line: [UInt8] { [] }
}
