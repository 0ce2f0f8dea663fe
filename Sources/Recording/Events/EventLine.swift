/// An event as people read it, on one line: the time, the user, the ids, and what happened in words.
public struct EventLine: Sendable, Hashable {
    public let record: EventRecord

    public init(_ record: EventRecord) {
        self.record = record
    }

    /// - Parameters:
    ///   - isColoured: with ANSI colours.
    ///   - offset: of the reader's time zone, in seconds east of UTC.
    public func text(isColoured: Bool, offset: Int = 0) -> String {
        record.line
    }
}
