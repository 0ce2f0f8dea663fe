import CLinux
import Glibc

/// The container's main command: a small process above the one that serves, which keeps the container and everything in
/// it alive where that one fails, and starts it anew.
///
/// At SIGTERM, which the engine's init passes on, every process of the container gets SIGHUP and SIGTERM and a moment to
/// end, as on a machine that shuts down; the kernel ends the rest with the container.
enum Supervisor {
    /// What processes get between SIGTERM and the end of the container.
    private static let farewell: Duration = .seconds(3)

    /// Returns after SIGTERM or SIGINT.
    static func run() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGCHLD] { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        var worker = spawn()
        gangway_release_code()
        while true {
            var wait = timespec(tv_sec: 1, tv_nsec: 0)
            let signal = unsafe worker == nil ? sigtimedwait(&signals, nil, &wait) : sigwaitinfo(&signals, nil)
            if signal == SIGTERM || signal == SIGINT { return end() }
            var status: Int32 = 0
            while case let child = unsafe waitpid(-1, &status, WNOHANG), child > 0 {
                guard child == worker else { continue }
                GuestCommand.complain("the serving process ended (status \(status)) and is started again")
                worker = nil
                // Not more than about one start a second, whatever goes wrong.
                sleep(1)
            }
            if worker == nil { worker = spawn() }
        }
    }

    private static func spawn() -> pid_t? {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        let name = unsafe strdup("gangway-guest")
        let mode = unsafe strdup("serve")
        defer {
            unsafe free(name)
            unsafe free(mode)
        }
        var arguments = unsafe [name, mode, nil]
        var pid: pid_t = 0
        let code = unsafe posix_spawn(
            &pid, "/proc/self/exe", nil, &attributes, &arguments, gangway_environment())
        guard code == 0 else {
            GuestCommand.complain("the serving process cannot be started: error \(code)")
            return nil
        }
        return pid
    }

    private static func end() {
        for signal in [SIGHUP, SIGTERM, SIGCONT] { kill(-1, signal) }
        let deadline = ContinuousClock.now + farewell
        // -1: everything but init and this process.
        while kill(-1, 0) == 0, .now < deadline {
            while waitpid(-1, nil, WNOHANG) > 0 {}
            usleep(20_000)
        }
    }
}
