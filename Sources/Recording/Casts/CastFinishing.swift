import Glibc
import Model
import Synchronization

/// The thread that finishes recordings that have ended, those of a crashed run first, and removes old ones; at the
/// lowest priority.
///
/// To finish: cut off a torn line, complete the index, compress, remove the plain files. Each step can be done again
/// after a crash: a compressed file gets its name when it is whole, and only then the plain one goes.
///
/// @unchecked: the fields that are not `let` are touched on its thread only.
final class CastFinishing: @unchecked Sendable {
    private struct Job {
        var path: RecordingPath
        var indexer: IndexerBox?
        /// A crashed run left it.
        var isLeftOver = false
        /// It failed before, which was told.
        var isRetry = false
    }

    private struct State {
        var jobs: [Job] = []
        var isStopping = false
    }

    private let configuration: RecordingConfiguration
    private let folder: RecordingFolder
    private let clock: @Sendable () -> Int64
    private let isLive: @Sendable (SessionID) -> Bool
    private let events: @Sendable (RecordingEvent) -> Void
    private let removed = Atomic<UInt64>(0)
    private let state = Mutex(State())
    private let wakeup = Wakeup()

    /// When recordings began, so that each one's header is read once.
    private var begins: [SessionID: Int64] = [:]
    private var lastRetention: Int64?
    /// Jobs that failed, for lack of space perhaps; they are tried again with each retention.
    private var failed: [Job] = []

    static let stoppedNote = "the gateway stopped"
    private static let indexBudget = 1 << 20

    init(
        _ configuration: RecordingConfiguration, clock: @escaping @Sendable () -> Int64,
        isLive: @escaping @Sendable (SessionID) -> Bool, events: @escaping @Sendable (RecordingEvent) -> Void
    ) {
        self.configuration = configuration
        self.clock = clock
        self.isLive = isLive
        self.events = events
        folder = RecordingFolder(path: configuration.folder)
    }

    var removedCount: UInt64 { removed.load(ordering: .relaxed) }

    func add(_ path: RecordingPath, _ indexer: IndexerBox?) {
        state.withLock { $0.jobs.append(Job(path: path, indexer: indexer)) }
        wakeup.signal()
    }

    /// Jobs that are not done then are left for the next start.
    func stop() {
        state.withLock { $0.isStopping = true }
        wakeup.signal()
    }

    /// - Parameter leftOver: found before the first recording began.
    func run(leftOver: [RecordingPath]) {
        let isStopping = { self.state.withLock(\.isStopping) }
        for path in leftOver {
            if isStopping() { return }
            finish(Job(path: path, indexer: nil, isLeftOver: true))
        }
        while !isStopping() {
            let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
            if let job {
                finish(job)
                continue
            }
            retain()
            guard !wakeup.wait(atMost: configuration.retentionInterval) else { continue }
            for job in failed where !isStopping() { finish(job) }
        }
    }

    /// The recordings that a run has not finished.
    func leftOver() -> [RecordingPath] {
        folder.recordings().filter { $0.files.contains { !$0.isCompressed || $0.isTemporary } }.map(\.path)
    }

    // MARK: Finishing

    private func finish(_ job: Job) {
        let path = job.path
        failed.removeAll { $0.path == path }
        do {
            for file in [path.cast, path.index, path.text] {
                unsafe unlink(file + RecordingPath.compressed + RecordingPath.temporary)
            }
            if OpenFile.exists(path.cast) {
                guard try complete(job) else { return }
            }
            guard let level = configuration.compressionLevel else { return }
            // The recording's last: while it is plain a reader finds its index as it was or compressed.
            for file in [path.text, path.index, path.cast] { try compress(file, level) }
        } catch {
            if !job.isRetry { events(.trouble(path.id, cause: "it cannot be finished: \(error)")) }
            failed.append(Job(path: path, indexer: nil, isLeftOver: job.isLeftOver, isRetry: true))
            return
        }
        if job.isLeftOver { events(.recovered(path.id)) }
    }

    /// Makes the plain file end with a whole line, and completes the index.
    /// - Returns: whether there is a recording.
    private func complete(_ job: Job) throws(RecordingFailure) -> Bool {
        let file = try OpenFile.change(job.path.cast)
        try Self.cutTornLine(file)
        guard file.length > 0 else {
            // Not even a header: nothing was recorded.
            for path in [job.path.cast, job.path.index, job.path.text] { unsafe unlink(path) }
            return false
        }
        if job.isLeftOver, !OpenFile.exists(job.path.cast + RecordingPath.compressed) {
            try Self.noteStop(file, job.path)
        }
        try file.sync()
        guard configuration.indexes, hasTerminal(job.path) else { return true }
        let box = job.indexer ?? IndexerBox(job.path, configuration.indexSettings)
        repeat { box.advance(upTo: Self.indexBudget) } while !box.isCaughtUp && box.failure == nil
        box.finish()
        if let failure = box.failure { events(.trouble(job.path.id, cause: "its index: \(failure)")) }
        return true
    }

    private func hasTerminal(_ path: RecordingPath) -> Bool {
        (try? RecordingReader(path) { false })?.header.terminal != nil
    }

    /// A crash can leave a part of a line.
    static func cutTornLine(_ file: OpenFile) throws(RecordingFailure) {
        var end = file.length
        let length = end
        while end > 0 {
            let begin = end > 65536 ? end - 65536 : 0
            let bytes = try file.read(at: begin, atMost: Int(end - begin))
            if let newline = bytes.lastIndex(of: 0x0A) {
                end = begin + UInt64(newline) + 1
                break
            }
            end = begin
        }
        if end < length { try file.cut(to: end) }
    }

    private static func noteStop(_ file: OpenFile, _ path: RecordingPath) throws(RecordingFailure) {
        let time = try RecordingEnd.time(of: .plain(file), from: 0) ?? 0
        let buffer = LineBuffer(capacity: 256)
        buffer.append(.mark, at: time, stoppedNote)
        let written = unsafe file.append(buffer.written)
        guard written.code == 0 else {
            try cutTornLine(file)
            throw .refused(cause: SystemText.of(written.code))
        }
    }

    private func compress(_ path: String, _ level: Int32) throws(RecordingFailure) {
        guard OpenFile.exists(path) else { return }
        let compressed = path + RecordingPath.compressed
        if !OpenFile.exists(compressed) {
            let temporary = compressed + RecordingPath.temporary
            do {
                try FrameCompressor.compress(.read(path), to: .create(temporary), level: level)
            } catch {
                unsafe unlink(temporary)
                throw error
            }
            guard unsafe rename(temporary, compressed) == 0 else { throw .refused(cause: SystemText.of(errno)) }
        }
        guard unsafe unlink(path) == 0 else { throw .refused(cause: SystemText.of(errno)) }
    }

    // MARK: Retention

    private func retain() {
        let now = RecordingClock.monotonic()
        let isDue = lastRetention.map { now - $0 >= configuration.retentionInterval.microseconds } ?? true
        guard configuration.maxAge != nil || configuration.maxTotalBytes != nil, isDue else { return }
        lastRetention = now
        let all = folder.recordings()
        var paths: [SessionID: (path: RecordingPath, files: [RecordingFile])] = [:]
        let kept = all.map { path, files in
            paths[path.id] = (path, files)
            let bytes = files.reduce(0) { $0 + RecordingFolder.length(of: "\(path.folder)/\($1.name)") }
            return KeptRecording(id: path.id, started: begin(path), bytes: bytes, isLive: isLive(path.id))
        }
        let removals = KeptRecording.removals(
            from: kept, now: clock(), maxAge: configuration.maxAge, maxTotalBytes: configuration.maxTotalBytes)
        for (recording, reason) in removals {
            guard let (path, files) = paths[recording.id], remove(path, files) else { continue }
            begins[path.id] = nil
            removed.add(1, ordering: .relaxed)
            events(.removed(path.id, reason))
        }
        for day in Set(removals.compactMap { paths[$0.recording.id]?.path.folder }) {
            // Only if it is empty.
            unsafe rmdir(day)
        }
    }

    private func remove(_ path: RecordingPath, _ files: [RecordingFile]) -> Bool {
        for file in files where unsafe unlink("\(path.folder)/\(file.name)") != 0 && errno != ENOENT {
            events(.trouble(path.id, cause: "\(file.name) cannot be removed: \(SystemText.of(errno))"))
            return false
        }
        return true
    }

    private func begin(_ path: RecordingPath) -> Int64 {
        if let begin = begins[path.id] { return begin }
        // Without a header the day must do.
        let begin = (try? RecordingReader(path) { false })?.header.started ?? RecordingClock.begin(ofDay: path.day) ?? 0
        begins[path.id] = begin
        return begin
    }
}
