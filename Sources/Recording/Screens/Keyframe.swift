/// The terminal as it was at one moment of a recording, one line of its index.
public struct Keyframe: Sendable, Hashable {
    /// Seconds since the recording's begin: the last event that this screen shows.
    public var time: Double
    /// Where in the recording's plain bytes to go on: the begin of the first line that this screen does not show.
    public var offset: Int
    public var columns: Int
    public var rows: Int
    /// How long the file of recorded text was, so that both go on together after a crash.
    public var textBytes: Int
    /// Paints the screen on a fresh terminal of this size.
    public var screen: String
}
