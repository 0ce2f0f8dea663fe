import CLinux
import Glibc
import HeapModule
import Synchronization

/// One thread, one epoll, one serial executor.
///
/// An actor whose `unownedExecutor` is a loop runs on the loop's thread, so it may use everything here and every library
/// handle that belongs to the thread without locks. A turn of the loop is: wait, handle ready descriptors, fire timers,
/// run executor jobs, run deferred calls. Nothing that runs here may block.
///
/// @unchecked: all mutable state is touched on the loop's thread only (`preconditionOnLoop` in every entry point), but
/// for `inbox`, which has its own lock.
public final class EventLoop: SerialExecutor, @unchecked Sendable {
    /// For logs and thread listings; at most 15 bytes are shown by the kernel.
    public let label: String

    let epoll: Int32
    private let wakeup: Int32
    private let inbox = Mutex(Inbox())
    /// The thread's `pthread_self()`, 0 until it runs.
    private let threadID = Atomic<UInt>(0)

    private var thread = pthread_t()
    private var handlers: [UInt64: (Readiness) -> Void] = [:]
    private var timers = Heap<TimerEntry>()
    private var deferred: [() -> Void] = []
    private var nextToken: UInt64 = 1
    private var isStopping = false

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var calls: [@Sendable () -> Void] = []
        var isWakeupPending = false

        var isEmpty: Bool { jobs.isEmpty && calls.isEmpty }
    }

    /// Token of the loop's own eventfd.
    private static let wakeupToken: UInt64 = 0
    /// libssh's packet dispatch recurses once per packet of a read; deep stacks are cheap until touched.
    private static let stackSize = 4 << 20
    /// Rounds of jobs after the last turn: users that were not stopped must not keep the thread for ever.
    private static let lastTurns = 100

    /// Starts the thread.
    /// - Throws: `SystemError` where the kernel gives no epoll, eventfd or thread.
    public init(label: String) throws {
        self.label = label
        epoll = gangway_epoll_create()
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        wakeup = gangway_eventfd()
        guard wakeup >= 0 else {
            let error = SystemError("eventfd")
            close(epoll)
            throw error
        }
        guard gangway_epoll_add(epoll, wakeup, Readiness.readable.rawValue, false, Self.wakeupToken) == 0 else {
            throw SystemError("epoll_ctl")
        }

        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, Self.stackSize)
        // The thread keeps the loop alive until `stop()`.
        let retained = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let loop = unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
                loop.threadID.store(pthread_self(), ordering: .relaxed)
                loop.run()
                return nil
            }, unsafe retained.toOpaque())
        guard code == 0 else {
            unsafe retained.release()
            throw SystemError("pthread_create", code: code)
        }
        unsafe gangway_name_thread(thread, String(label.prefix(15)))
    }

    deinit {
        close(wakeup)
        close(epoll)
    }

    // MARK: Executor

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        put { $0.jobs.append(job) }
    }

    private func put(_ body: (inout sending Inbox) -> Void) {
        let mustWake = inbox.withLock { inbox in
            body(&inbox)
            guard !inbox.isWakeupPending, !isOnLoop else { return false }
            inbox.isWakeupPending = true
            return true
        }
        if mustWake { wake() }
    }

    public func isIsolatingCurrentContext() -> Bool? { isOnLoop }

    public func checkIsolated() { preconditionOnLoop() }

    /// Whether the caller runs on this loop's thread.
    public var isOnLoop: Bool {
        threadID.load(ordering: .relaxed) == pthread_self()
    }

    @inline(__always)
    public func preconditionOnLoop() {
        precondition(isOnLoop, "called off the event loop's thread")
    }

    // MARK: On the loop's thread

    /// Calls `handler` whenever `descriptor` is ready. The handler is kept until `Watch.cancel()`.
    /// - Throws: `SystemError` if the kernel refuses (descriptor limit, a regular file).
    public func watch(
        _ descriptor: Int32, for interest: Readiness, trigger: Watch.Trigger = .level,
        handler: @escaping (Readiness) -> Void
    ) throws -> Watch {
        preconditionOnLoop()
        let token = nextToken
        nextToken += 1
        guard gangway_epoll_add(epoll, descriptor, interest.rawValue, trigger == .edge, token) == 0 else {
            throw SystemError("epoll_ctl")
        }
        handlers[token] = handler
        return Watch(loop: self, descriptor: descriptor, interest: interest, trigger: trigger, token: token)
    }

    func forget(_ token: UInt64) {
        preconditionOnLoop()
        handlers[token] = nil
    }

    /// Calls `body` once, `duration` from now or a little later.
    @discardableResult
    public func after(_ duration: Duration, _ body: @escaping () -> Void) -> Timer {
        preconditionOnLoop()
        let timer = Timer(body)
        timers.insert(TimerEntry(deadline: .now + duration, sequence: nextToken, timer: timer))
        nextToken += 1
        return timer
    }

    /// Calls `body` at the end of this turn or in the next one, after other descriptors had theirs: for work that was
    /// cut off to stay fair.
    public func `defer`(_ body: @escaping () -> Void) {
        preconditionOnLoop()
        deferred.append(body)
    }

    // MARK: From any thread

    /// Calls `body` on the loop's thread, soon. A task that is to start on a loop is best made there: made elsewhere it
    /// starts on a thread of the global pool.
    public func post(_ body: @escaping @Sendable () -> Void) {
        put { $0.calls.append(body) }
    }

    /// Ends the thread after the current turn and waits for it. What is enqueued later never runs, so stop the loop's
    /// users first.
    public func stop() async {
        let thread = self.thread
        // No capture list: with one, Swift 6.3.1 runs the closure off the actor.
        await LoopActor(on: self).perform { self.isStopping = true }
        await withCheckedContinuation { continuation in
            // Joining blocks, but only for the rest of the loop's turn.
            pthread_join(thread, nil)
            continuation.resume()
        }
    }

    private func wake() {
        var one: UInt64 = 1
        // EAGAIN would mean that the counter is full: the loop is being woken anyway.
        _ = unsafe write(wakeup, &one, 8)
    }

    // MARK: The turn

    private func run() {
        let capacity: Int32 = 256
        let ready = UnsafeMutablePointer<gangway_ready>.allocate(capacity: Int(capacity))
        defer { unsafe ready.deallocate() }
        while !isStopping {
            let count = unsafe gangway_epoll_wait(epoll, ready, capacity, timeout())
            for index in 0..<Int(max(0, count)) {
                let report = unsafe ready[index]
                if report.token == Self.wakeupToken {
                    var counter: UInt64 = 0
                    _ = unsafe read(wakeup, &counter, 8)
                } else {
                    // Looked up each time: an earlier handler of this turn may have cancelled this one.
                    handlers[report.token]?(Readiness(rawValue: report.events))
                }
            }
            fireTimers()
            runJobs()
            runDeferred()
            // A deferred call may have let a task go on.
            runJobs()
        }
        // The task that stops the loop may be enqueued here once more on its way back to its caller, and would be lost;
        // so would one that has just been resumed.
        for _ in 0..<Self.lastTurns where hasJobs || !deferred.isEmpty {
            runDeferred()
            runJobs()
        }
    }

    private func runDeferred() {
        for call in exchange(&deferred, with: []) { call() }
    }

    private var hasJobs: Bool { inbox.withLock { !$0.isEmpty } }

    private func timeout() -> Int32 {
        if !deferred.isEmpty || hasJobs { return 0 }
        while let first = timers.min, first.timer.body == nil { timers.removeMin() }
        guard let next = timers.min else { return -1 }
        let left = next.deadline - .now
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        // Rounded up: a timer must not spin through its last millisecond.
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let now = ContinuousClock.now
        while let first = timers.min, first.deadline <= now {
            timers.removeMin()
            first.timer.fire()
        }
    }

    /// Runs what is enqueued now; jobs that these enqueue wait for the next turn, which then does not sleep.
    private func runJobs() {
        let (jobs, calls) = inbox.withLock { inbox in
            inbox.isWakeupPending = false
            return (exchange(&inbox.jobs, with: []), exchange(&inbox.calls, with: []))
        }
        for call in calls { call() }
        let executor = unsafe asUnownedSerialExecutor()
        for job in jobs { unsafe job.runSynchronously(on: executor) }
    }
}

private func exchange<T>(_ value: inout T, with new: T) -> T {
    let old = value
    value = new
    return old
}
