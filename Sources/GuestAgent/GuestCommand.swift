import CLinux
import CResolver
import EventLoop
import Glibc
import GuestProtocol
import SFTP

/// What the executable does, by its first argument.
public enum GuestCommand {
    private static let usage = """
        usage: gangway-guest hold [DURATION | off]
        Keeps this workspace running though it is idle, for 90m, 8h, 2d or 1h30m; without one it tells until when. The gateway may allow less.
        """

    /// Runs the guest agent, under supervision, until SIGTERM.
    ///
    /// A container's main command only: a user who types the name must not end with it what else runs.
    /// - Returns: the exit status.
    public static func supervise() -> Int32 {
        guard getuid() == 0, getpid() == 1 || getppid() == 1 else { return misuse() }
        Supervisor.run()
        return 0
    }

    /// Serves until SIGTERM, which ends the process.
    ///
    /// Not async: signals must be blocked before there is a second thread, as the kernel gives them to whichever thread
    /// does not block them.
    /// - Parameter path: of the socket; nil: where the gateway looks for it.
    public static func serve(path: String?) -> Never {
        let path = path ?? "\(GuestPlaces.folder)/\(GuestPlaces.socket)"
        let signals = gangway_child_signals()
        do {
            guard signals >= 0 else { throw SystemError("signalfd") }
            let loop = try EventLoop(label: "guest")
            // Not by a task: the library's threads for these wake once a second for ever, in hundreds of idle containers.
            loop.post { begin(on: loop, path: path, signals: signals) }
            while true { pause() }
        } catch {
            fail(error)
        }
    }

    private static func begin(on loop: EventLoop, path: String, signals: Int32) {
        do {
            let agent = try GuestAgent(path: path, childSignals: OwnedDescriptor(owning: signals), loop: loop)
            // It lives as long as the process.
            _ = unsafe Unmanaged.passRetained(agent)
        } catch {
            fail(error)
        }
    }

    private static func fail(_ error: any Error) -> Never {
        complain("\(error)")
        exit(1)
    }

    /// The SFTP subsystem of a session, on standard input and output.
    /// - Returns: the exit status.
    public static func sftp() -> Int32 {
        var server = SFTPServer(input: STDIN_FILENO, output: STDOUT_FILENO)
        return server.run()
    }

    /// Prints the addresses of `name`, one a line (`Resolution`).
    /// - Returns: the exit status.
    public static func resolve(_ name: String) -> Int32 {
        unsafe gangway_resolve(name, 15, STDOUT_FILENO) > 0 ? 0 : 1
    }

    /// Prints what users may do with this executable.
    /// - Returns: the exit status.
    public static func help() -> Int32 {
        say(usage)
        return 0
    }

    /// The same for what it does not know.
    public static func misuse() -> Int32 {
        complain(usage)
        return 2
    }

    static func say(_ text: String) {
        let line = Array("\(text)\n".utf8)
        _ = unsafe write(1, line, line.count)
    }

    /// For the container's log.
    public static func complain(_ text: String) {
        let line = Array("gangway-guest: \(text)\n".utf8)
        _ = unsafe write(2, line, line.count)
    }
}
