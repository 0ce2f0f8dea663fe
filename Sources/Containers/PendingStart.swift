import Synchronization

/// One start of a workspace, awaited by everyone who wants it meanwhile.
final class PendingStart: Sendable {
    typealias Outcome = Result<RunningContainer, WorkspaceError>
    typealias Listener = @Sendable (WorkspaceProgress) -> Void

    private struct State {
        var latest: WorkspaceProgress?
        var listeners: [Listener] = []
        var waiters: [CheckedContinuation<Outcome, Never>] = []
        var outcome: Outcome?
    }

    /// Why it is started, for the log.
    let cause: String
    private let state = Mutex(State())

    init(cause: String) {
        self.cause = cause
    }

    /// Waits for the end, also when the caller is cancelled: the start is not the caller's to give up, and it has a
    /// limit.
    func outcome(progress: @escaping Listener) async -> Outcome {
        let latest = state.withLock { state in
            state.listeners.append(progress)
            return state.latest
        }
        if let latest { progress(latest) }
        return await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.waiters.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Tells everyone who waits; a repetition is not told.
    func report(_ progress: WorkspaceProgress) {
        let listeners = state.withLock { state -> [Listener] in
            guard state.latest != progress, state.outcome == nil else { return [] }
            state.latest = progress
            return state.listeners
        }
        for listener in listeners { listener(progress) }
    }

    func finish(_ outcome: Outcome) {
        let waiters = state.withLock { state in
            state.outcome = outcome
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }
}
