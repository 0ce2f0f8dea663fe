/// The events of a log one by one, read off the caller's executor. One that follows ends with the task that reads.
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

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: Source(folder: folder, filter: filter, start: start), follow: follow)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: Source
        private let follow: Duration?
        private var records: ArraySlice<EventRecord> = []

        fileprivate init(source: Source, follow: Duration?) {
            self.source = source
            self.follow = follow
        }

        /// - Throws: `EventLogError`.
        /// - Returns: nil at the end, or when the task was cancelled.
        public mutating func next() async throws -> EventRecord? {
            while !Task.isCancelled {
                if let record = records.popFirst() { return record }
                let (read, isAtEnd) = try await source.read()
                records = read[...]
                guard records.isEmpty, isAtEnd else { continue }
                guard let follow else { return nil }
                try? await Task.sleep(for: follow)
            }
            return nil
        }
    }

    /// The reader on the global pool: it reads a few hundred lines at a time.
    fileprivate actor Source {
        private let folder: String
        private let filter: EventFilter
        private let start: EventLogReader.Start
        private var reader: EventLogReader?

        init(folder: String, filter: EventFilter, start: EventLogReader.Start) {
            self.folder = folder
            self.filter = filter
            self.start = start
        }

        func read() throws -> (records: [EventRecord], isAtEnd: Bool) {
            let reader = try self.reader ?? EventLogReader(folder: folder, filter: filter, start: start)
            self.reader = reader
            return try reader.readTurn(limit: 256)
        }
    }
}
