/// Reads one recording, live or ended. For one task or thread, off the event loops: it reads files.
public final class RecordingReader {
    public enum Next: Hashable, Sendable {
        case event(RecordedEvent)
        /// Of a live recording everything was read that is written; ask again in some ten milliseconds.
        case upToDate
        case end
    }

    public private(set) var summary: RecordingSummary

    init(summary: RecordingSummary) {
        self.summary = summary
    }

    /// Goes to the state at `time` (microseconds since the begin): the next events are a synthetic resize and output
    /// that paint the screen as it was, then those after `time`.
    public func seek(to time: Int64) throws(RecordingError) {}

    /// Goes to the present of a live recording, as `seek(to:)` does.
    public func seekToEnd() throws(RecordingError) {}

    public func next() throws(RecordingError) -> Next { .end }

    /// The recording's next bytes as a plain .cast file, from its begin on; empty at the (present) end. Has its own
    /// place in the recording.
    public func export(atMost count: Int = 256 << 10) throws(RecordingError) -> [UInt8] { [] }

    /// The header line, without its end.
    public func headerLine() -> [UInt8] { [] }
}
