public import Model

/// The recordings of a gateway: makes them, finishes them, keeps them for a time, and reads them.
public final class RecordingStore: Sendable {
    public let configuration: RecordingConfiguration

    /// Makes the folder, finishes what a crashed run left behind (in the background), and starts the threads.
    /// - Parameter clock: the present, microseconds of UTC since 1970; for retention.
    /// - Parameter events: called on the store's threads; must only hand on.
    public init(
        _ configuration: RecordingConfiguration, clock: @escaping @Sendable () -> Int64 = RecordingStore.now,
        events: @escaping @Sendable (RecordingEvent) -> Void
    ) throws(RecordingError) {
        self.configuration = configuration
    }

    /// The present, microseconds of UTC since 1970.
    public static func now() -> Int64 { 0 }

    /// Begins a recording. Never blocks and never fails: the file is made by the writer, and what goes wrong shows in
    /// the recorder's `failure`.
    public func begin(_ header: RecordingHeader) -> Recorder { Recorder(id: header.id) }

    /// All recordings, the newest first. Reads files: off the event loops.
    public func list() throws(RecordingError) -> [RecordingSummary] { [] }

    /// Reads files: off the event loops.
    public func open(_ id: SessionID) throws(RecordingError) -> RecordingReader { throw .noRecording(id) }

    /// Ends what is still live, writes it all, and stops the threads; waits for that at most `limit`.
    public func close(within limit: Duration = .seconds(10)) {}

    /// For metrics.
    public var status: RecordingStatus { RecordingStatus() }
}
