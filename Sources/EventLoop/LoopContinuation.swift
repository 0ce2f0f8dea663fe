/// The way on for a task that waits on a loop (`EventLoop.suspension`): `resume` lets it run in the same turn or the next.
///
/// Belongs to the loop's thread. Resume it exactly once: a task whose continuation gets lost waits for ever.
public final class LoopContinuation<Value> {
    private let gate: Gate
    private var value: Value?

    fileprivate init(on loop: EventLoop) {
        gate = Gate(on: loop)
    }

    public func resume(returning value: Value) {
        precondition(self.value == nil, "a continuation was resumed twice")
        self.value = value
        gate.executor.open()
    }

    fileprivate nonisolated(nonsending) func outcome() async -> Value {
        while true {
            if let value { return value }
            await gate.pass()
        }
    }
}

extension LoopContinuation<Void> {
    public func resume() { resume(returning: ()) }
}

extension EventLoop {
    /// Suspends the task until the continuation that `body` gets is resumed. Call it on the loop, where the task then
    /// goes on.
    ///
    /// It differs from `withCheckedContinuation` in what it costs. That one (Swift 6.3) resumes its task on the global
    /// executor, which does nothing but hand it back to the loop: two threads wake up for each wait. Here no other
    /// thread has a part in it.
    public nonisolated(nonsending) func suspension<Value>(
        _ body: (LoopContinuation<Value>) -> Void
    ) async -> Value {
        preconditionOnLoop()
        let continuation = LoopContinuation<Value>(on: self)
        body(continuation)
        return await continuation.outcome()
    }

    /// Runs `body` in a task of its own, on the caller's actor, and waits for it. Call it on the loop.
    ///
    /// A task keeps what its deepest calls have needed until it ends itself. So what is done once, at the beginning of a
    /// task that then waits for hours, is done apart: some kilobytes for each of a thousand sessions.
    public func apart<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: @escaping () async -> Value
    ) async -> Value {
        await suspension { continuation in
            Task {
                _ = isolation
                continuation.resume(returning: await body())
            }
        }
    }
}

/// What a waiting task goes through: a task that calls an actor's method is handed to the actor's executor, and this
/// one's runs it when the gate is open.
private actor Gate {
    nonisolated let executor: GateExecutor

    init(on loop: EventLoop) {
        executor = GateExecutor(on: loop)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Never inlined: the way to this actor and back is what counts.
    @inline(never)
    func pass() {}
}

/// @unchecked: used on the loop's thread only.
private final class GateExecutor: SerialExecutor, @unchecked Sendable {
    private let loop: EventLoop
    private var job: UnownedJob?
    private var isOpen = false

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        loop.preconditionOnLoop()
        self.job = UnownedJob(job)
        if isOpen { letThrough() }
    }

    func open() {
        loop.preconditionOnLoop()
        isOpen = true
        letThrough()
    }

    private func letThrough() {
        guard let job else { return }
        self.job = nil
        // Not here: whoever opens the gate is not done yet.
        loop.defer { [self] in unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
}
