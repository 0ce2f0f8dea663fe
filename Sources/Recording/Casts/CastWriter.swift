import Model
import Synchronization

/// The thread that writes all live recordings.
///
/// A turn: wait until a recorder has something, gather for some 20 ms more (unless much has come already), then write
/// each one's. A recorder that cannot be written is tried again; after the stall limit it fails.
///
/// @unchecked: the fields that are not `let` are touched on the writer's thread only.
final class CastWriter: @unchecked Sendable {
    private struct Queue {
        enum Phase {
            case waiting
            case gathering
            case working
        }

        var recorders: [Recorder] = []
        var phase = Phase.working
        var isUrgent = false
        var isStopping = false
        /// Since when the first of them waits, by the monotonic clock.
        var since: Int64?
    }

    struct Retry {
        let recorder: Recorder
        let due: Int64
    }

    let configuration: RecordingConfiguration
    let events: @Sendable (RecordingEvent) -> Void
    /// Called on the writer's thread after a recording has grown, and after it was written to its end.
    private let onGrowth: @Sendable () -> Void
    let onFinish: @Sendable (Recorder) -> Void
    private let syncer: CastSyncer

    private let queue = Mutex(Queue())
    private let wakeup = Wakeup()
    /// Bytes that wait in all recorders.
    let buffered = Atomic<Int>(0)
    private let someoneAwaitsRoom = Atomic(false)
    /// Since when the thread works on one recorder, by the monotonic clock; 0: it does not.
    let busySince = Atomic<Int64>(0)
    let counts = Mutex(RecordingStatus())
    let live: LiveRecordings

    private let buffer = LineBuffer(capacity: 512 << 10)
    private var spare: [UInt8] = []
    var retries: [SessionID: Retry] = [:]
    var isStopping = false

    /// A recorder with this much is not left to gather.
    static let muchToWrite = 128 << 10

    init(
        _ configuration: RecordingConfiguration, live: LiveRecordings, syncer: CastSyncer,
        events: @escaping @Sendable (RecordingEvent) -> Void, onGrowth: @escaping @Sendable () -> Void,
        onFinish: @escaping @Sendable (Recorder) -> Void
    ) {
        self.configuration = configuration
        self.live = live
        self.syncer = syncer
        self.events = events
        self.onGrowth = onGrowth
        self.onFinish = onFinish
    }

    // MARK: From any thread

    func begin(_ recorder: Recorder) {
        // An id comes once; whoever gives it twice gets a recorder that fails, as the file is there.
        if !live.add(recorder) { events(.trouble(recorder.id, cause: "a recording of that id is live")) }
        // So that the file is there at once.
        let isFirst = recorder.state.withLock { state in
            defer { state.isQueued = true }
            return !state.isQueued
        }
        if isFirst { enqueue(recorder) }
    }

    /// Once until the recorder's batch is taken.
    func enqueue(_ recorder: Recorder) {
        let mustWake = queue.withLock { queue in
            if queue.since == nil { queue.since = RecordingClock.monotonic() }
            queue.recorders.append(recorder)
            guard queue.phase == .waiting else { return false }
            queue.phase = .gathering
            return true
        }
        if mustWake { wakeup.signal() }
    }

    /// Much waits: no gathering.
    func hurry() {
        let mustWake = queue.withLock { queue in
            guard !queue.isUrgent else { return false }
            queue.isUrgent = true
            return queue.phase != .working
        }
        if mustWake { wakeup.signal() }
    }

    func add(buffered count: Int) {
        buffered.add(count, ordering: .relaxed)
    }

    func hasRoom() -> Bool {
        if buffered.load(ordering: .relaxed) < configuration.totalBufferBytes { return true }
        someoneAwaitsRoom.store(true, ordering: .sequentiallyConsistent)
        return buffered.load(ordering: .sequentiallyConsistent) < configuration.totalBufferBytes
    }

    var status: RecordingStatus {
        var status = counts.withLock { $0 }
        let live = live.all
        status.live = live.count
        status.failing = live.count { $0.failure != nil }
        status.bufferedBytes = buffered.load(ordering: .relaxed)
        let busy = busySince.load(ordering: .relaxed)
        let since = [queue.withLock(\.since), busy == 0 ? nil : busy].compactMap(\.self).min()
        if let since { status.lag = .microseconds(max(0, RecordingClock.monotonic() - since)) }
        return status
    }

    func stop() {
        queue.withLock { $0.isStopping = true }
        wakeup.signal()
    }

    // MARK: The thread

    func run() {
        while true {
            let recorders = takeTurn()
            var hasGrown = false
            for recorder in recorders { hasGrown = process(recorder) || hasGrown }
            let now = RecordingClock.monotonic()
            for retry in retries.values where retry.due <= now || isStopping {
                hasGrown = process(retry.recorder) || hasGrown
            }
            if someoneAwaitsRoom.exchange(false, ordering: .sequentiallyConsistent) { tellRoom() }
            if hasGrown { onGrowth() }
            if isStopping, queue.withLock(\.recorders.isEmpty) { return }
        }
    }

    /// Waits for work.
    private func takeTurn() -> [Recorder] {
        let isThere = queue.withLock { queue in
            queue.phase = queue.recorders.isEmpty && !queue.isStopping ? .waiting : .gathering
            return queue.phase == .gathering
        }
        if !isThere { wakeup.wait(atMost: untilRetry) }
        let gathers = queue.withLock { queue in
            if queue.phase == .waiting, queue.recorders.isEmpty { return false }
            queue.phase = .gathering
            return !queue.isUrgent && !queue.isStopping
        }
        if gathers { wakeup.wait(atMost: configuration.gathering) }
        return queue.withLock { queue in
            queue.phase = .working
            queue.isUrgent = false
            queue.since = nil
            isStopping = queue.isStopping
            defer { queue.recorders.removeAll(keepingCapacity: true) }
            return queue.recorders
        }
    }

    private var untilRetry: Duration? {
        guard let due = retries.values.map(\.due).min() else { return nil }
        return .microseconds(max(0, due - RecordingClock.monotonic()))
    }

    /// - Returns: whether its file has grown.
    private func process(_ recorder: Recorder) -> Bool {
        let file = recorder.file
        let now = RecordingClock.monotonic()
        guard !file.isFinished else { return false }
        if let retry = retries[recorder.id], retry.recorder === recorder, retry.due > now, !isStopping { return false }
        busySince.store(now, ordering: .relaxed)
        defer { busySince.store(0, ordering: .relaxed) }
        let before = file.sharedLength.load(ordering: .relaxed)
        var isLast = false
        do {
            // What is left from before, then what has come since.
            for _ in 0..<2 {
                if file.batch.isDone {
                    (file.batch, isLast) = recorder.state.withLock { state in
                        let before = state.buffered
                        let batch = state.takeBatch(spare: &spare)
                        // What tells of a loss is new.
                        add(buffered: state.buffered - before)
                        return (batch, state.isEnded)
                    }
                }
                let written = try file.write(with: buffer, isLast: isLast) { progress in
                    release(recorder, progress)
                }
                syncer.note(written)
                if file.batch.isRecovery { recovered(recorder) }
                reuse(&file.batch)
                if isLast { break }
            }
            file.troubledSince = nil
            retries[recorder.id] = nil
            if isLast { finish(recorder) }
        } catch {
            troubled(recorder, error, now)
        }
        return file.sharedLength.load(ordering: .relaxed) != before
    }

    private func reuse(_ batch: inout RecorderBatch) {
        var bytes = batch.bytes
        batch = RecorderBatch(isRecovery: false)
        guard bytes.capacity > spare.capacity, bytes.capacity <= 2 << 20 else { return }
        bytes.removeAll(keepingCapacity: true)
        spare = bytes
    }

    private func release(_ recorder: Recorder, _ progress: CastFile.Progress) {
        let lost = progress.gaps.reduce(0, +)
        counts.withLock { counts in
            counts.writtenBytes += UInt64(progress.bytes)
            counts.lostBytes += lost
        }
        buffered.subtract(progress.released, ordering: .sequentiallyConsistent)
        let onRoom = recorder.state.withLock { state in
            state.buffered -= progress.released
            return roomWaiter(&state)
        }
        onRoom?()
        for gap in progress.gaps { events(.gap(recorder.id, bytes: gap)) }
    }

    /// Whom to tell that there is room; half of the buffer must be free, so that it is not told for each chunk.
    func roomWaiter(_ state: inout RecorderState) -> (@Sendable () -> Void)? {
        guard state.awaitsRoom, state.failure != nil || state.buffered <= configuration.bufferBytes / 2, hasRoom()
        else { return nil }
        state.awaitsRoom = false
        return state.onRoom
    }

    private func tellRoom() {
        for recorder in live.all {
            let onRoom = recorder.state.withLock { roomWaiter(&$0) }
            onRoom?()
        }
    }
}
