/// Reads the log's lines in their order, over days, while they are written or later.
///
/// It reads files, which may block: not on an event loop. `EventRecords` does so for asynchronous callers.
public final class EventLogReader {
    public enum Start: Sendable, Hashable {
        case beginning
        /// With the last so many events that pass the filter.
        case last(Int)
        /// With what comes from now on.
        case end
    }

    public init(folder: String, filter: EventFilter = EventFilter(), start: Start = .beginning) throws(EventLogError) {
    }

    /// The next events that pass the filter, at most `limit`; empty where there are none now. Lines that are no JSON are
    /// left out: `EventLogVerifier` finds them.
    public func read(limit: Int = 256) throws(EventLogError) -> [EventRecord] {
        []
    }
}
