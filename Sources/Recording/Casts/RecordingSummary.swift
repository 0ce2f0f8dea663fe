/// One recording as a list shows it.
public struct RecordingSummary: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        /// The session goes on and the file grows.
        case live
        case ended
    }

    public var header: RecordingHeader
    public var state: State
    /// Of the recording so far, in microseconds; nil: not known without reading it all.
    public var duration: Int64?
    /// Of all its files on the disk.
    public var bytes: UInt64

    public init(header: RecordingHeader, state: State, duration: Int64?, bytes: UInt64) {
        self.header = header
        self.state = state
        self.duration = duration
        self.bytes = bytes
    }
}
