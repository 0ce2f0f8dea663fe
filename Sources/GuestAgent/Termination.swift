import EventLoop
import Glibc
import GuestProtocol

/// Ends a leader's group and the foreground group of its terminal: SIGHUP, with SIGCONT for what is stopped, as the
/// kernel does for a lost terminal; SIGTERM; SIGKILL; each after a grace, while anything is left. Background jobs of an
/// interactive shell have groups of their own and hear of it through their shell; what is detached on purpose within
/// the groups (`SessionProcesses`) hears of SIGHUP alone, which it ignores.
final class Termination {
    private enum Phase {
        case hangup, terminate, kill
    }

    private let leader: pid_t
    private let processes: SessionProcesses
    private let grace: Duration
    private let loop: EventLoop
    private let onEnd: () -> Void
    private var foreground: pid_t?
    private var phase = Phase.hangup
    private var deadline = ContinuousClock.now

    /// Between two looks at what is left.
    private static let interval: Duration = .milliseconds(20)
    /// SIGKILL is sent again: a process may have been made while the others were counted.
    private static let rounds = 5

    /// The leader must not have been reaped yet: its group cannot be mistaken then, nor later, as a group's number is
    /// not given out while a member lives.
    /// - Parameter onEnd: called once, in a later turn of the loop.
    init(of leader: pid_t, as user: GuestUser, grace: Duration, on loop: EventLoop, onEnd: @escaping () -> Void) {
        self.leader = leader
        processes = SessionProcesses(of: leader, user: user)
        self.grace = grace
        self.loop = loop
        self.onEnd = onEnd
        findForeground()
        for group in groups {
            kill(-group, SIGHUP)
            kill(-group, SIGCONT)
        }
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
                for _ in 0..<Self.rounds where lives { signal(SIGKILL) }
            case .kill:
                // Not even SIGKILL: what hangs in the kernel is not ours to wait for.
                return onEnd()
            }
            deadline = .now + grace
            look()
        }
    }

    private func findForeground() {
        if let group = ProcessStatus(of: leader)?.foregroundGroup, group > 1, group != leader { foreground = group }
    }

    private var groups: [pid_t] { [leader] + (foreground.map { [$0] } ?? []) }

    private func signal(_ number: Int32) {
        if let attached = processes.attached(of: groups) {
            for pid in attached { kill(pid, number) }
        } else {
            for group in groups { kill(-group, number) }
        }
    }

    private var lives: Bool {
        guard groups.contains(where: { kill(-$0, 0) == 0 }) else { return false }
        return processes.attached(of: groups)?.isEmpty != true
    }
}
