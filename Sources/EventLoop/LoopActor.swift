/// Isolation to a loop for code that has no actor of its own there.
public actor LoopActor {
    public nonisolated let loop: EventLoop

    public init(on loop: EventLoop) {
        self.loop = loop
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Runs `body` on the loop's thread.
    public func perform<T: Sendable, Failure: Error>(
        _ body: sending () async throws(Failure) -> T
    ) async throws(Failure) -> T {
        loop.preconditionOnLoop()
        return try await body()
    }
}
