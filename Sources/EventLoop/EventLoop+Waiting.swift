/// A wait that reached its limit.
public struct TimedOut: Error, Equatable {
    public init() {}
}

extension EventLoop {
    /// Waits until `descriptor` is ready for any of `interest`, has failed or hung up. Call it on the loop; the
    /// descriptor must not be watched otherwise and must stay open.
    /// - Throws: `TimedOut` after `limit`; `SystemError`.
    public nonisolated(nonsending) func readiness(
        of descriptor: Int32, for interest: Readiness, within limit: Duration
    ) async throws {
        preconditionOnLoop()
        let outcome: Result<Void, any Error> = await suspension { continuation in
            let wait = PendingWait(continuation)
            do {
                wait.watch = try watch(descriptor, for: interest) { _ in wait.finish(.success(())) }
                wait.timer = after(limit) { wait.finish(.failure(TimedOut())) }
            } catch {
                wait.finish(.failure(error))
            }
        }
        try outcome.get()
    }

    /// Sleeps without leaving the loop. Call it on the loop.
    public nonisolated(nonsending) func sleep(for duration: Duration) async {
        preconditionOnLoop()
        await suspension { continuation in
            _ = after(duration) { continuation.resume() }
        }
    }
}

/// Resumes its continuation once, and ends the watch and the timer with that.
private final class PendingWait {
    var watch: Watch?
    var timer: Timer?
    private var continuation: LoopContinuation<Result<Void, any Error>>?

    init(_ continuation: LoopContinuation<Result<Void, any Error>>) {
        self.continuation = continuation
    }

    func finish(_ result: Result<Void, any Error>) {
        watch?.cancel()
        timer?.cancel()
        watch = nil
        timer = nil
        continuation?.resume(returning: result)
        continuation = nil
    }
}
