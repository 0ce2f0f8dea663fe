import EventLoop
public import Glibc
import Synchronization

/// A program that was started, to be signalled and reaped.
///
/// By `posix_spawn`, not by Foundation's `Process`: before each start that one copies 256 bytes from every name that it
/// reads in `/proc/self/fd`, past the end of what the C library read where there are a thousand descriptors. What is
/// started here gets its three streams and nothing else that is open.
public final class ChildProcess: Sendable {
    public let pid: pid_t
    private let status = Mutex<Int32?>(nil)

    /// What a standard stream of the program is.
    public enum Stream: Sendable {
        /// This one; it may be closed when the program is started.
        case descriptor(Int32)
        /// A file or a device. A terminal becomes that of a program that leads a session.
        case path(String)
        /// What the stream before this one is.
        case same

        public static let nothing = path("/dev/null")
    }

    /// POSIX_SPAWN_SETSID, which the Glibc module leaves out.
    private static let startsSession: Int16 = 0x80

    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    /// That one it leaves out, too.
    private static let addCloseFrom = unsafe unsafeBitCast(
        dlsym(nil, "posix_spawn_file_actions_addclosefrom_np"), to: CloseFrom.self)

    /// - Parameters:
    ///   - arguments: the program's, its name with them.
    ///   - program: its path, or a name in `PATH`; by default it is `arguments[0]`.
    ///   - environment: all of it; nil: this process's own.
    ///   - leadsSession: in a new session, and so in a group of its own.
    /// - Throws: `SystemError`.
    public init(
        _ arguments: [String], program: String? = nil, environment: [String: String]? = nil, input: Stream = .nothing,
        output: Stream = .nothing, error: Stream = .nothing, leadsSession: Bool = false
    ) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in zip(Int32(0)..., [input, output, error]) {
            switch stream {
            case .descriptor(let descriptor): unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            case .path(let path): unsafe posix_spawn_file_actions_addopen(&actions, number, path, O_RDWR, 0)
            case .same: unsafe posix_spawn_file_actions_adddup2(&actions, number - 1, number)
            }
        }
        _ = unsafe Self.addCloseFrom(&actions, 3)

        // The thread that runs this test may ignore or block some signals.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(
            &attributes, (leadsSession ? Self.startsSession : 0) | Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        )
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)

        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var envp = unsafe (environment ?? [:]).map { unsafe strdup("\($0)=\($1)") } + [nil]
        let copies = unsafe argv + envp
        defer {
            for index in unsafe copies.indices { unsafe free(copies[index]) }
        }
        var pid: pid_t = 0
        let code = unsafe envp.withUnsafeMutableBufferPointer { envp in
            unsafe posix_spawnp(
                &pid, program ?? arguments[0], &actions, &attributes, &argv,
                environment == nil ? environ : envp.baseAddress)
        }
        guard code == 0 else { throw SystemError("posix_spawnp", code: code) }
        self.pid = pid
    }

    /// Its exit code, 128 and the signal's number for one that a signal ended, or nil while it runs. It is reaped with
    /// that, as init would.
    public var exitCode: Int32? {
        let status = status.withLock { status in
            var code: Int32 = 0
            if status == nil, unsafe waitpid(pid, &code, WNOHANG) == pid { status = code }
            return status
        }
        return status.map { $0 & 0x7f == 0 ? ($0 >> 8) & 0xff : 128 + ($0 & 0x7f) }
    }

    /// Waits for its end.
    /// - Returns: as `exitCode`; nil where it still runs after `limit`.
    public func exit(within limit: Duration) async throws -> Int32? {
        let deadline = ContinuousClock.now + limit
        while true {
            if let code = exitCode { return code }
            guard .now < deadline else { return nil }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Does nothing to one that has ended.
    public func signal(_ number: Int32) {
        // Asked and signalled under the lock: until it is reaped its number is no other's.
        status.withLock { status in
            if status == nil { kill(pid, number) }
        }
    }

    /// Kills it where it still runs, and waits for its end. It runs on where nobody asks for that.
    public func end() {
        status.withLock { status in
            guard status == nil else { return }
            kill(pid, SIGKILL)
            var code: Int32 = 0
            unsafe waitpid(pid, &code, 0)
            status = code
        }
    }
}
