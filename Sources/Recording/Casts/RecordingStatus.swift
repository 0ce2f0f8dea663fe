/// A store's counts since its start, and its present state.
public struct RecordingStatus: Hashable, Sendable {
    public var live = 0
    public var failing = 0
    /// Bytes that wait to be written.
    public var bufferedBytes = 0
    /// For how long the oldest of them have waited.
    public var lag = Duration.zero
    public var writtenBytes: UInt64 = 0
    public var lostBytes: UInt64 = 0
    public var failures: UInt64 = 0
    public var removed: UInt64 = 0

    public init() {}
}
