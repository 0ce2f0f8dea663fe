import Model
import Synchronization

/// The recordings of a gateway: makes them, finishes them, keeps them for a time, and reads them.
///
/// A recording's life: `<id>.cast` grows while the session lives, with `<id>.idx` (keyframes) and `<id>.txt` (text for
/// search) behind it; after the end all three are completed and compressed. Four threads: one writes, one brings files
/// to the disk, one indexes, one finishes and removes; a fifth sees to it that the writer moves.
public final class RecordingStore: Sendable {
    public let configuration: RecordingConfiguration
    let folder: RecordingFolder
    let writer: CastWriter
    /// What a list has found of recordings that are complete.
    let ended = Mutex<[SessionID: RecordingSummary]>([:])
    private let syncer: CastSyncer
    private let indexing: CastIndexing
    private let finishing: CastFinishing
    private let watching = Wakeup()
    private let isClosed = Mutex(false)
    private let threads = Mutex<[Stage: WorkerThread]>([:])

    private enum Stage {
        case writer
        case syncer
        case indexing
        case finishing
        case watching
    }

    /// Makes the folder, finishes what a crashed run left behind (in the background), and starts the threads.
    /// - Parameter clock: the present, microseconds of UTC since 1970; for retention.
    /// - Parameter events: called on the store's threads; must only hand on.
    public init(
        _ configuration: RecordingConfiguration, clock: @escaping @Sendable () -> Int64 = RecordingStore.now,
        events: @escaping @Sendable (RecordingEvent) -> Void
    ) throws(RecordingError) {
        self.configuration = configuration
        try RecordingFolder.make(configuration.folder)
        folder = RecordingFolder(path: configuration.folder)
        let live = LiveRecordings()
        let syncer = CastSyncer(interval: configuration.syncInterval) { events(.trouble(nil, cause: $0)) }
        let finishing = CastFinishing(configuration, clock: clock, isLive: { live[$0] != nil }, events: events)
        let indexing = CastIndexing(
            settings: configuration.indexSettings, live: { live.all },
            onEnd: { finishing.add($0, $1) }, onTrouble: { events(.trouble($0, cause: $1)) })
        let writer = CastWriter(
            configuration, live: live, syncer: syncer, events: events, onGrowth: { indexing.noteGrowth() },
            onFinish: { indexing.noteEnd($0) })
        self.syncer = syncer
        self.finishing = finishing
        self.indexing = indexing
        self.writer = writer
        do {
            try start(finishing.leftOver())
        } catch {
            close()
            throw .folder(path: configuration.folder, cause: "no threads for it: \(error)")
        }
    }

    private func start(_ leftOver: [RecordingPath]) throws(RecordingFailure) {
        let (writer, syncer, indexing, finishing) = (writer, syncer, indexing, finishing)
        let indexes = configuration.indexes
        try add(.writer, "cast-writer") { writer.run() }
        try add(.syncer, "cast-sync") { syncer.run() }
        try add(.indexing, "cast-index", nice: 19) { indexing.run(indexes: indexes) }
        try add(.finishing, "cast-finish", nice: 10) { finishing.run(leftOver: leftOver) }
        let interval = configuration.stallLimit / 5
        let watching = watching
        try add(.watching, "cast-watch") {
            while !watching.wait(atMost: interval) { writer.failStalled() }
        }
    }

    private func add(
        _ stage: Stage, _ label: String, nice: Int32 = 0, _ body: @escaping @Sendable () -> Void
    ) throws(RecordingFailure) {
        let thread = try WorkerThread(label: label, nice: nice, run: body)
        threads.withLock { $0[stage] = thread }
    }

    deinit {
        close()
    }

    /// The present, microseconds of UTC since 1970.
    public static func now() -> Int64 { RecordingClock.wall() }

    /// Begins a recording. Never blocks and never fails: the file is made by the writer, and what goes wrong shows in
    /// the recorder's `failure`. Of a closed store it records nothing.
    public func begin(_ header: RecordingHeader) -> Recorder {
        let recorder = Recorder(
            header, path: RecordingPath(header, root: folder.path), writer: writer,
            streamLimit: configuration.streamLimit, bufferBytes: configuration.bufferBytes)
        isClosed.withLock { isClosed in
            // Nobody writes any more.
            if isClosed { recorder.state.withLock { $0.isEnded = true } } else { writer.begin(recorder) }
        }
        return recorder
    }

    /// Ends what is still live, writes it all, and stops the threads; waits for that at most `limit`. What is not
    /// compressed then is at the next start.
    public func close(within limit: Duration = .seconds(10)) {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        let deadline = ContinuousClock.now + limit
        for recorder in writer.live.all { recorder.end(nil) }
        for (stage, stop) in stops {
            stop()
            _ = threads.withLock { $0[stage] }?.join(within: max(.zero, deadline - .now))
        }
    }

    /// The order matters: each one hands on to the next.
    private var stops: [(Stage, () -> Void)] {
        [
            (.writer, writer.stop), (.watching, watching.signal), (.syncer, syncer.stop),
            (.indexing, indexing.stop), (.finishing, finishing.stop),
        ]
    }

    /// For metrics.
    public var status: RecordingStatus {
        var status = writer.status
        status.removed = finishing.removedCount
        return status
    }
}
