import CLinux
import EventLoop
import Glibc
import Model

/// A session's process on the host, our own child. Reaped here: when it has ended, or by the kernel's word at the latest
/// when this object goes.
final class HostProcess: WorkspaceProcess {
    var onEnd: (() -> Void)?

    private let pid: pid_t
    private let descriptor: OwnedDescriptor
    private let terminal: Pseudoterminal?
    private let loop: EventLoop
    private var watch: Watch?
    private var end: ProcessExit?
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(
        pid: pid_t, descriptor: consuming OwnedDescriptor, terminal: Pseudoterminal?, loop: EventLoop
    ) throws(SystemError) {
        self.pid = pid
        self.descriptor = descriptor
        self.terminal = terminal
        self.loop = loop
        do {
            // Its end keeps it: a session that is gone leaves no zombie.
            watch = try loop.watch(self.descriptor.rawValue, for: .readable) { [self] _ in reap() }
        } catch {
            kill(pid, SIGKILL)
            throw error as? SystemError ?? SystemError("epoll_ctl", code: EINVAL)
        }
    }

    var ending: ProcessEnding { end == nil ? .running : .known }

    func resize(to size: TerminalSize) {
        terminal?.resize(to: size)
    }

    func send(_ signal: Signal) {
        signalGroup(signal.number)
    }

    nonisolated(nonsending) func exit() async throws(WorkspaceError) -> ProcessExit {
        while end == nil { await withCheckedContinuation { waiters.append($0) } }
        return end ?? .status(255)
    }

    nonisolated(nonsending) func terminate(grace: Duration) async {
        for signal in [SIGHUP, SIGTERM, SIGKILL] {
            signalGroup(signal)
            let timer = loop.after(grace) { [self] in wake() }
            if end == nil { await withCheckedContinuation { waiters.append($0) } }
            timer.cancel()
            if end != nil { return }
        }
    }

    private func signalGroup(_ signal: Int32) {
        // Its pid names nobody else before it is reaped.
        guard end == nil else { return }
        kill(-pid, signal)
    }

    private func reap() {
        var report = gangway_child_end()
        switch unsafe gangway_reap_process(descriptor.rawValue, &report) {
        case 0: return
        case 1: end = ProcessExit(report)
        default: end = .status(255)
        }
        watch?.cancel()
        watch = nil
        wake()
        onEnd?()
        onEnd = nil
    }

    private func wake() {
        let waiters = self.waiters
        self.waiters = []
        for waiter in waiters { waiter.resume() }
    }
}

extension ProcessExit {
    fileprivate init(_ end: gangway_child_end) {
        self =
            end.signalled
            ? ProcessExit(signal: end.code, coreDumped: end.core_dumped) : .status(UInt8(truncatingIfNeeded: end.code))
    }
}
