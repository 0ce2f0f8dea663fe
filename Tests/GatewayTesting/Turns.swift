import Synchronization

/// Lets only some of the tests that keep the whole machine busy (servers, containers, many clients) run at a time.
///
/// The testing library starts every test at once; on a small machine each then takes minutes, and a real program's own
/// time limit, such as ssh's, would decide a test's outcome. Never take a turn within a turn.
public final class Turns: Sendable {
    public static let shared = Turns(4)

    private struct State {
        var free: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Runs `body` once there is a turn for it; first come, first served.
    public func take<T>(_ body: () async throws -> T) async rethrows -> T {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiters.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
        defer { end() }
        return try await body()
    }

    private func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiters.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.resume()
    }
}
