import EventLoop
import Synchronization

/// A timer of one loop that is set anew each time it fires, and tells how late it was.
final class LoopProbe: Sendable {
    private let loop: EventLoop
    private let interval: Duration
    private let late: @Sendable (Duration) -> Void
    /// In nanoseconds since `epoch`; 0 before the first one.
    private let deadline = Atomic<Int64>(0)
    private let epoch = ContinuousClock.now

    /// - Parameter late: called on the loop.
    init(_ loop: EventLoop, every interval: Duration = .seconds(1), late: @escaping @Sendable (Duration) -> Void) {
        self.loop = loop
        self.interval = interval
        self.late = late
    }

    func start() {
        Task {
            // No capture list: with one, Swift 6.3.1 runs the closure off the actor.
            await LoopActor(on: loop).perform { self.set() }
        }
    }

    /// How long ago the timer should have fired. May be asked on any thread: a loop that hangs cannot tell itself.
    func overdue() -> Duration {
        let deadline = deadline.load(ordering: .relaxed)
        guard deadline > 0 else { return .zero }
        return max(.zero, ContinuousClock.now - epoch - .nanoseconds(deadline))
    }

    private func set() {
        deadline.store((ContinuousClock.now - epoch + interval).inNanoseconds, ordering: .relaxed)
        // Weak: the timer must not keep the probe, and with it the loop, after the loop's end.
        loop.after(interval) { [weak self] in
            guard let self else { return }
            late(overdue())
            set()
        }
    }
}
