/// How the session log is kept.
public struct EventLogConfiguration: Sendable, Hashable {
    /// What a waiting event may take, all together, in bytes; events beyond that are lost, counted and said.
    public var queueBytes = 4 << 20
    /// Events are gathered for this long, so that a burst is one write.
    public var gathering = Duration.milliseconds(10)
    /// What was written is synced to the disk at most this often. nil: never, which leaves it to the kernel.
    public var syncInterval: Duration? = .seconds(1)
    /// A log that cannot be written is tried again after this time.
    public var retryInterval = Duration.seconds(1)
    /// Each line goes to syslog as well, where journald reads it too. nil: not.
    public var syslog: SyslogConfiguration?

    public init() {}
}
