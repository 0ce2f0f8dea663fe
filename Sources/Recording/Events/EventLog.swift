/// The session log: one append-only file of JSON lines a day, `sessions-YYYY-MM-DD.jsonl`.
public final class EventLog: Sendable {
    /// Whether events reach the disk.
    public enum Condition: Sendable, Hashable {
        case working
        case failing(cause: String)
    }

    /// Opens the log in `folder`, which is made with mode 0700 where it is missing, and mends what a crash left.
    ///
    /// - Throws: where the log cannot be written now, or another process writes it. A server that is to start all the same
    ///   (`on_failure: continue`) asks for `startsFailing`: then only a busy log throws, and all else is tried again.
    public init(
        folder: String, configuration: EventLogConfiguration = EventLogConfiguration(), startsFailing: Bool = false,
        clock: @escaping @Sendable () -> EventTime = { EventTime.now }
    ) throws(EventLogError) {
    }

    /// Takes an event on its way to the file. From any thread; never blocks for longer than a short lock.
    public func write(_ event: SessionEvent) {
    }

    /// Now.
    public var condition: Condition { .working }

    public var isFailing: Bool { condition != .working }

    /// Each change of the condition, beginning with the one at the call if that is failing. For one reader each; the
    /// last few changes wait for a slow one.
    public func conditions() -> AsyncStream<Condition> {
        AsyncStream { $0.finish() }
    }

    public var statistics: EventLogStatistics { EventLogStatistics() }

    /// Writes what waits, tries that for at most `limit`, syncs and ends. Later events go nowhere.
    public func close(limit: Duration = .seconds(5)) async {
    }
}
