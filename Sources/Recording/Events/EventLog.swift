/// The session log: one append-only file of JSON lines a day, `sessions-YYYY-MM-DD.jsonl` (UTC), mode 0600.
///
/// An event's life: `write` makes a line of it on the caller's thread and queues it; the log's own thread gives it its
/// number and the hash of the line before, writes it with all others that wait, follows with `sessions.head`, and syncs
/// once a second. Where that fails it is tried again each second; events wait as long as there is room in the queue, and
/// those that find none are counted and told by a `log.gap` in their place. Numbers and hashes go on over days and runs.
///
/// A line's day is its event's, but never one before the last line's: lines stand in the order of their numbers.
public final class EventLog: Sendable {
    /// Whether all events reach the disk. It fails while the files cannot be written, and while events find no room.
    public enum Condition: Sendable, Hashable {
        case working
        case failing(cause: String)
    }

    private let queue: EventQueue
    private let state: LogCondition

    /// Opens the log in `folder`, which is made with mode 0700 where it is missing, and mends what a crash left.
    ///
    /// - Parameter startsFailing: where the log cannot be written now, this throws. A server that is to start all the same
    ///   (`on_failure: continue`) sets it: then only a log that another process writes throws, and all else is tried again.
    public init(
        folder: String, configuration: EventLogConfiguration = EventLogConfiguration(), startsFailing: Bool = false,
        clock: @escaping @Sendable () -> EventTime = { EventTime.now }
    ) throws(EventLogError) {
        let state = LogCondition()
        queue = try EventQueue(limit: configuration.queueBytes, condition: state)
        self.state = state
        var writer = LogWriter(folder: folder, clock: clock)
        do {
            try writer.open()
        } catch {
            if case .failed = error, startsFailing {} else { throw error }
        }
        let thread = LogThread(queue: queue, configuration: configuration, writer: writer, clock: clock)
        try LogThread.start(thread) { state.end() }
    }

    deinit {
        queue.close(deadline: .now)
    }

    /// Takes an event on its way to the file. From any thread; never blocks for longer than a short lock.
    public func write(_ event: SessionEvent) {
        queue.append(event)
    }

    public var condition: Condition { state.current }

    public var isFailing: Bool { condition != .working }

    /// Each change of the condition, beginning with the one at the call where that is failing. Ends with the log. A slow
    /// reader misses all but the last 16.
    public func conditions() -> AsyncStream<Condition> { state.changes() }

    public var statistics: EventLogStatistics { queue.statistics }

    /// Writes what waits, tries that for at most `limit`, syncs and ends. Later events go nowhere.
    ///
    /// - Returns: how many events were not written.
    @discardableResult
    nonisolated(nonsending) public func close(limit: Duration = .seconds(5)) async -> Int {
        queue.close(deadline: .now + limit)
        await state.ended()
        return queue.waiting
    }
}
