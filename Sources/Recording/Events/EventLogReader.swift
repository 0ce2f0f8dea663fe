import Glibc

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

    private let folder: LogFolder
    private let filter: EventFilter
    /// The filter's, as a line's time.
    private let since: [UInt8]?
    /// The day's file that is read; nil before there is any.
    private var name: String?
    private var lines: LineReader?

    /// Lines that do not pass the filter are read on for at most so many before `read` returns.
    private static let turn = 20_000

    public init(folder: String, filter: EventFilter = EventFilter(), start: Start = .beginning) throws(EventLogError) {
        self.folder = LogFolder(path: folder)
        self.filter = filter
        since = filter.since?.text
        switch start {
        case .beginning: try openNext()
        case .last(let count): try openLast(count)
        case .end: try openEnd()
        }
    }

    /// The next events that pass the filter, at most `limit`. Lines that are no events are left out: `EventLogVerifier`
    /// finds them.
    ///
    /// - Returns: none where there are none now.
    public func read(limit: Int = 256) throws(EventLogError) -> [EventRecord] {
        while true {
            let (records, isAtEnd) = try readTurn(limit: limit)
            if !records.isEmpty || isAtEnd { return records }
        }
    }

    /// The same, but it comes back from time to time where few events pass the filter.
    func readTurn(limit: Int) throws(EventLogError) -> (records: [EventRecord], isAtEnd: Bool) {
        var records: [EventRecord] = []
        for _ in 0..<Self.turn where records.count < limit {
            guard let line = try nextLine() else { return (records, true) }
            guard let record = passing(line.bytes) else { continue }
            records.append(record)
        }
        return (records, false)
    }

    private func passing(_ line: ArraySlice<UInt8>) -> EventRecord? {
        guard !isTooEarly(line), let record = EventRecord(line), filter.passes(record) else { return nil }
        return record
    }

    /// Whether a line surely is, without parsing it. Lines of this program begin with their time.
    private func isTooEarly(_ line: ArraySlice<UInt8>) -> Bool {
        guard let since, line.starts(with: Self.lineBegin) else { return false }
        return line.dropFirst(Self.lineBegin.count).prefix(since.count).lexicographicallyPrecedes(since)
    }

    private static let lineBegin = Array("{\"time\":\"".utf8)

    private func nextLine() throws(EventLogError) -> LineReader.Line? {
        while true {
            if let line = try lines?.next() { return line }
            guard let next = try nextName() else { return nil }
            // This file may have got its last lines just before the next one was made.
            if let line = try lines?.next() { return line }
            lines = try LineReader(folder.path(of: next))
            name = next
        }
    }

    // MARK: Files

    private func nextName() throws(EventLogError) -> String? {
        try wantedNames().first { $0 > name ?? "" }
    }

    /// Without those of days before the filter's: a line never stands in an earlier file than its day's.
    private func wantedNames() throws(EventLogError) -> [String] {
        let names = try folder.names()
        guard let since = filter.since else { return names }
        return names.filter { $0 >= LogFolder.name(ofDay: since.day) }
    }

    private func openNext() throws(EventLogError) {
        guard let next = try nextName() else { return }
        lines = try LineReader(folder.path(of: next))
        name = next
    }

    private func openEnd() throws(EventLogError) {
        guard let last = try folder.names().last else { return }
        let path = folder.path(of: last)
        let end = try LogTail(of: try LogDescriptor(path, O_RDONLY)).end
        lines = try LineReader(path, at: end)
        name = last
    }

    /// Backwards, so that old lines are read only where new ones are too few.
    private func openLast(_ count: Int) throws(EventLogError) {
        guard count > 0 else { return try openEnd() }
        var left = count
        for candidate in try wantedNames().reversed() {
            let path = folder.path(of: candidate)
            let (offsets, end) = try lastOffsets(left, in: path)
            lines = try LineReader(path, at: offsets.first ?? end)
            name = candidate
            left -= offsets.count
            if left == 0 { return }
        }
    }

    /// Where the last `count` lines that pass the filter begin, or all where there are fewer; and where the last line
    /// ends.
    private func lastOffsets(_ count: Int, in path: String) throws(EventLogError) -> ([Int], end: Int) {
        let size = try LogDescriptor(path, O_RDONLY).size()
        var window = 256 << 10
        while true {
            let begin = max(0, size - window)
            var lines = try LineReader(path, at: begin)
            // The window may begin in the midst of a line.
            if begin > 0 { _ = try lines.next() }
            var offsets: [Int] = []
            while let line = try lines.next() {
                if passing(line.bytes) != nil { offsets.append(line.offset) }
                // Twice as many are kept, so that dropping the older half costs little.
                if offsets.count >= 2 * count { offsets.removeFirst(offsets.count - count) }
            }
            if offsets.count >= count || begin == 0 { return (Array(offsets.suffix(count)), lines.offset) }
            window *= 8
        }
    }
}
