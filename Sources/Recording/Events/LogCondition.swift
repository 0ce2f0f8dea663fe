import Synchronization

/// Whether a session log works, for those who want to know at once.
final class LogCondition: Sendable {
    private struct State {
        var condition = EventLog.Condition.working
        var listeners: [Int: AsyncStream<EventLog.Condition>.Continuation] = [:]
        var nextListener = 0
        var isEnded = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var current: EventLog.Condition { state.withLock { $0.condition } }

    /// The writer's. A failure's first cause stays until it works again.
    ///
    /// - Returns: whether that changed it.
    func set(_ condition: EventLog.Condition) -> Bool {
        state.withLock { state in
            if case .failing = condition, case .failing = state.condition { return false }
            guard condition != state.condition else { return false }
            state.condition = condition
            for listener in state.listeners.values { listener.yield(condition) }
            return true
        }
    }

    func changes() -> AsyncStream<EventLog.Condition> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EventLog.Condition.self, bufferingPolicy: .bufferingNewest(16))
        let number: Int? = state.withLock { state in
            if state.condition != .working { continuation.yield(state.condition) }
            guard !state.isEnded else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// The writer has ended.
    func end() {
        let (listeners, waiting) = state.withLock { state in
            state.isEnded = true
            let result = (Array(state.listeners.values), state.waiting)
            state.listeners = [:]
            state.waiting = []
            return result
        }
        for listener in listeners { listener.finish() }
        for continuation in waiting { continuation.resume() }
    }

    /// Until `end`.
    nonisolated(nonsending) func ended() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if !state.isEnded { state.waiting.append(continuation) }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
    }
}
