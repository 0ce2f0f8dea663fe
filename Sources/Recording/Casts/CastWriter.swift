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

    private struct Retry {
        let recorder: Recorder
        let due: Int64
    }

    private let configuration: RecordingConfiguration
    private let events: @Sendable (RecordingEvent) -> Void
    /// Called on the writer's thread after a recording has grown, and after it was written to its end.
    private let onGrowth: @Sendable () -> Void
    private let onFinish: @Sendable (Recorder) -> Void
    private let syncer: CastSyncer

    private let queue = Mutex(Queue())
    private let wakeup = Wakeup()
    /// Bytes that wait in all recorders.
    private let buffered = Atomic<Int>(0)
    private let someoneAwaitsRoom = Atomic(false)
    /// Since when the thread works on one recorder, by the monotonic clock; 0: it does not.
    private let busySince = Atomic<Int64>(0)
    private let counts = Mutex(RecordingStatus())
    let live: LiveRecordings

    private let buffer = LineBuffer(capacity: 512 << 10)
    private var spare: [UInt8] = []
    private var retries: [SessionID: Retry] = [:]
    private var isStopping = false

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
    private func roomWaiter(_ state: inout RecorderState) -> (@Sendable () -> Void)? {
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

    // MARK: Failure

    private func recovered(_ recorder: Recorder) {
        recorder.state.withLock { $0.failure = nil }
    }

    private func troubled(_ recorder: Recorder, _ reason: RecordingFailure, _ now: Int64) {
        let file = recorder.file
        let since = file.troubledSince ?? now
        file.troubledSince = since
        let (isFailing, isEnded) = recorder.state.withLock { state in
            state.lost += file.goneBytes
            state.isQueued = true
            return (state.failure != nil, state.isEnded)
        }
        file.goneBytes = 0
        let stall = configuration.stallLimit.microseconds
        if isFailing || isStopping || now - since >= stall {
            fail(recorder, reason)
            if isStopping || isFailing && isEnded { return giveUp(recorder) }
        }
        let pause = isFailing ? configuration.retryInterval.microseconds : min(stall / 10, 250_000)
        retries[recorder.id] = Retry(recorder: recorder, due: now + max(1000, pause))
    }

    /// What waits is lost; from now on everything is, until it works again.
    private func fail(_ recorder: Recorder, _ reason: RecordingFailure) {
        let file = recorder.file
        let (isNew, count, onRoom) = recorder.state.withLock { state in
            let isNew = state.failure == nil
            let count = state.fail(reason, dropping: file.batch)
            // Also where nobody awaits room: the session may have to end.
            state.awaitsRoom = false
            return (isNew, count, isNew ? state.onRoom : nil)
        }
        file.batch = RecorderBatch(isRecovery: false)
        buffered.subtract(count, ordering: .sequentiallyConsistent)
        guard isNew else { return }
        counts.withLock { $0.failures += 1 }
        events(.failed(recorder.id, reason))
        onRoom?()
    }

    private static var nobody: (@Sendable () -> Void)? { nil }

    /// Fails those who wait while the thread hangs in a call; on another thread.
    func failStalled() {
        let busy = busySince.load(ordering: .relaxed)
        guard busy != 0, RecordingClock.monotonic() - busy >= configuration.stallLimit.microseconds else { return }
        for recorder in live.all {
            let (isNew, isQueued, count, onRoom) = recorder.state.withLock { state in
                guard state.failure == nil, state.buffered > 0 else { return (false, true, 0, Self.nobody) }
                let isQueued = state.isQueued
                let count = state.fail(.stalled, dropping: RecorderBatch(isRecovery: false))
                state.awaitsRoom = false
                return (true, isQueued, count, state.onRoom)
            }
            guard isNew else { continue }
            buffered.subtract(count, ordering: .sequentiallyConsistent)
            counts.withLock { $0.failures += 1 }
            if !isQueued { enqueue(recorder) }
            events(.failed(recorder.id, .stalled))
            onRoom?()
        }
    }

    // MARK: The end

    /// It has ended and cannot be written: what is lost can only be told to the log.
    private func giveUp(_ recorder: Recorder) {
        let lost = recorder.state.withLock { state in
            defer { state.lost = 0 }
            state.isEnded = true
            return state.lost
        }
        counts.withLock { $0.lostBytes += lost }
        if lost > 0 { events(.gap(recorder.id, bytes: lost)) }
        finish(recorder)
    }

    private func finish(_ recorder: Recorder) {
        recorder.file.isFinished = true
        recorder.file.close()
        retries[recorder.id] = nil
        live.remove(recorder)
        let count = recorder.state.withLock { state in
            defer { state.buffered = 0 }
            return state.buffered
        }
        buffered.subtract(count, ordering: .sequentiallyConsistent)
        recorder.onRoom = nil
        onFinish(recorder)
    }
}
