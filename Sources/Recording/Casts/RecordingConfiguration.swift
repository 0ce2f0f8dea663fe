/// How sessions are recorded and how long recordings are kept.
public struct RecordingConfiguration: Hashable, Sendable {
    /// Holds a folder for each day. Made (mode 0700) if it is missing; the folder that it is in must exist.
    public var folder: String
    /// Removes a recording this long after its session's begin. nil: never for its age.
    public var maxAge: Duration?
    /// Removes the oldest recordings until all together are no larger than this, in bytes. nil: no limit. Live ones
    /// count, and are never removed.
    public var maxTotalBytes: UInt64?
    /// Bytes of input and output recorded of a session without a terminal; 0: none, and no file is made.
    public var streamLimit = 0

    /// A keyframe is made after this much time with output.
    public var keyframeInterval = Duration.seconds(30)
    /// And after this many bytes of the recording.
    public var keyframeBytes = 256 << 10
    /// Whether screens are indexed, for seeking and search.
    public var indexes = true
    /// zstd's level for recordings that have ended; nil: they stay plain.
    public var compressionLevel: Int32? = 6

    /// Bytes that one recorder keeps while they cannot be written.
    public var bufferBytes = 1 << 20
    /// And all recorders together.
    public var totalBufferBytes = 64 << 20
    /// How long the writer gathers what comes in before it writes.
    public var gathering = Duration.milliseconds(20)
    /// How often a file is brought to the disk at most.
    public var syncInterval = Duration.seconds(1)
    /// How long nothing may move before a recorder fails.
    public var stallLimit = Duration.seconds(5)
    /// How often a failed recorder tries again.
    public var retryInterval = Duration.seconds(1)
    /// How often recordings are looked through for old ones.
    public var retentionInterval = Duration.seconds(60)

    public init(folder: String) {
        self.folder = folder
    }

    var indexSettings: IndexSettings {
        IndexSettings(interval: Double(keyframeInterval.microseconds) / 1_000_000, bytes: keyframeBytes)
    }
}
