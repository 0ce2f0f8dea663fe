/// A place where a searched text was found.
public struct RecordingMatch: Hashable, Sendable {
    public enum Place: String, Hashable, Sendable {
        /// The command that the client asked for.
        case command
        /// The terminal's screen.
        case screen
    }

    public var header: RecordingHeader
    public var place: Place
    /// When the line was last seen, in microseconds since the recording's begin.
    public var time: Int64
    public var line: String
    /// Lines before it, the oldest first.
    public var before: [String]
    public var after: [String]
}
