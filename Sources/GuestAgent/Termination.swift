import EventLoop
import Glibc

/// Ends a leader's group and the foreground group of its terminal: SIGHUP, with SIGCONT for what is stopped, as the
/// kernel does for a lost terminal; SIGTERM; SIGKILL; each after a grace, while anything is left. Background jobs of an
/// interactive shell have groups of their own and hear of it through their shell.
final class Termination {
    private enum Phase {
        case hangup, terminate, kill
    }

    private let leader: pid_t
    private let grace: Duration
    private let loop: EventLoop
    private let onEnd: () -> Void
    private var foreground: pid_t?
    private var phase = Phase.hangup
    private var deadline = ContinuousClock.now

    /// Between two looks at what is left.
    private static let interval: Duration = .milliseconds(10)

    /// The leader must not have been reaped yet: its group cannot be mistaken then, nor later, as a group's number is
    /// not given out while a member lives.
    /// - Parameter onEnd: called once, in a later turn of the loop.
    init(of leader: pid_t, grace: Duration, on loop: EventLoop, onEnd: @escaping () -> Void) {
        self.leader = leader
        self.grace = grace
        self.loop = loop
        self.onEnd = onEnd
        findForeground()
        signal(SIGHUP)
        signal(SIGCONT)
        deadline = .now + grace
        look()
    }

    private func look() {
        // The timer keeps this object.
        loop.after(Self.interval) { [self] in
            guard lives else { return onEnd() }
            guard deadline <= .now else { return look() }
            findForeground()
            switch phase {
            case .hangup:
                phase = .terminate
                signal(SIGTERM)
            case .terminate:
                phase = .kill
                signal(SIGKILL)
            case .kill:
                // Not even SIGKILL: what hangs in the kernel is not ours to wait for.
                return onEnd()
            }
            deadline = .now + grace
            look()
        }
    }

    private func findForeground() {
        if let group = ProcessStatus.foregroundGroup(of: leader), group > 1, group != leader { foreground = group }
    }

    private func signal(_ number: Int32) {
        kill(-leader, number)
        if let foreground { kill(-foreground, number) }
    }

    private var lives: Bool {
        if kill(-leader, 0) == 0 { return true }
        guard let foreground else { return false }
        return kill(-foreground, 0) == 0
    }
}
