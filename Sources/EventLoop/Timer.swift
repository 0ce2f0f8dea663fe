/// A pending call of `EventLoop.after`. Belongs to the loop's thread.
public final class Timer {
    private(set) var body: (() -> Void)?

    init(_ body: @escaping () -> Void) {
        self.body = body
    }

    /// The body will not run. Does nothing once it has.
    public func cancel() {
        body = nil
    }

    /// It has run or was cancelled.
    public var isDone: Bool { body == nil }

    func fire() {
        let body = self.body
        self.body = nil
        body?()
    }
}

/// Orders timers by deadline, then by creation.
struct TimerEntry: Comparable {
    let deadline: ContinuousClock.Instant
    let sequence: UInt64
    let timer: Timer

    static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.deadline, lhs.sequence) < (rhs.deadline, rhs.sequence)
    }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.sequence == rhs.sequence
    }
}
