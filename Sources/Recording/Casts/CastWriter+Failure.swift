import Model
import Synchronization

extension CastWriter {
    func recovered(_ recorder: Recorder) {
        recorder.state.withLock { $0.failure = nil }
    }

    func troubled(_ recorder: Recorder, _ reason: RecordingFailure, _ now: Int64) {
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

    func finish(_ recorder: Recorder) {
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
