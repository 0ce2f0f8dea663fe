/// Counts since the start, for metrics.
public struct EventLogStatistics: Sendable, Hashable {
    public var written: UInt64 = 0
    /// Found no room, and are told by `log.gap`.
    public var lost: UInt64 = 0
    /// Bytes that wait now.
    public var queuedBytes = 0
    /// Lines that the syslog socket did not take.
    public var syslogLost: UInt64 = 0
    /// Times that the log began to fail.
    public var failures: UInt64 = 0
}
