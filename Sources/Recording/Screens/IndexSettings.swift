/// How often a recording gets a keyframe.
public struct IndexSettings: Sendable, Hashable {
    /// Seconds of recording, if something changed in them.
    public var interval: Double
    /// Bytes of the recording's file.
    public var bytes: Int

    public init(interval: Double = 30, bytes: Int = 256 * 1024) {
        self.interval = interval
        self.bytes = bytes
    }
}
