import EventLoop
import Foundation
import Glibc
import Synchronization

/// A process on this machine, started as a container's runtime starts an exec: leader of a new session, with a terminal
/// of its own or with pipes for its standard streams. What is left of its group is killed at the end.
final class HostProcess: Sendable {
    let pid: pid_t
    private let input: OwnedDescriptor
    private let output: OwnedDescriptor
    private let collected = Mutex<[UInt8]>([])
    private let status = Mutex<Int32?>(nil)

    private static let spawning = NSLock()
    private static let limit: Duration = .seconds(120)
    /// POSIX_SPAWN_SETSID, which the Glibc module leaves out.
    private static let startsSession: Int16 = 0x80

    /// - Parameter program: its path; by default it is `arguments[0]`.
    init(
        _ arguments: [String], program: String? = nil, terminal: Bool = false, environment: [String: String] = [:]
    ) throws {
        // One at a time: another process must not inherit these streams before they are marked.
        Self.spawning.lock()
        defer { Self.spawning.unlock() }
        var name = [CChar](repeating: 0, count: 128)
        let streams = try terminal ? Self.terminal(&name) : Self.pipes()
        input = OwnedDescriptor(owning: streams.input)
        output = OwnedDescriptor(owning: streams.output)
        defer { for descriptor in streams.theirs { close(descriptor) } }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(
            &attributes, Self.startsSession | Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        // The thread that runs this test may ignore or block some.
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if terminal {
            // Opened by a session leader without a terminal, it becomes the session's.
            unsafe posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        } else {
            unsafe posix_spawn_file_actions_adddup2(&actions, streams.theirs[0], 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, streams.theirs[1], 1)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)

        let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin"].merging(environment) { $1 }
        var argv = unsafe arguments.map { unsafe strdup($0) }
        unsafe argv.append(nil)
        var envp = unsafe variables.map { unsafe strdup("\($0)=\($1)") }
        unsafe envp.append(nil)
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe envp.indices { unsafe free(envp[index]) }
        }
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, program ?? arguments[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw SystemError("posix_spawn", code: code) }
        self.pid = pid
    }

    deinit {
        kill(-pid, SIGKILL)
        if status.withLock({ $0 == nil }) { waitpid(pid, nil, 0) }
    }

    /// All output so far, standard error included.
    var text: String { String(decoding: collected.withLock { $0 }, as: UTF8.self) }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(input.rawValue, $0.baseAddress, $0.count) }
    }

    /// Reads until the output holds `text`.
    func wait(for text: String) throws {
        try wait { self.text.contains(text) }
    }

    /// Reads until the process has ended, and what it had written too.
    /// - Returns: its exit code; 128 and the signal's number for one that a signal ended.
    @discardableResult
    func end() throws -> Int32 {
        try wait { hasEnded }
        while read(waiting: 0) {}
        let status = status.withLock { $0 ?? 0 }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    /// Reads until `condition` holds; it is asked about every 10 ms.
    func wait(until condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + Self.limit
        while !condition() {
            _ = read(waiting: 10)
            reap()
            guard .now < deadline else { throw TimedOut() }
        }
    }

    /// Whether the process has ended. It is reaped with that, as init would.
    var hasEnded: Bool {
        reap()
        return status.withLock { $0 != nil }
    }

    private func reap() {
        status.withLock { status in
            var code: Int32 = 0
            if status == nil, unsafe waitpid(pid, &code, WNOHANG) == pid { status = code }
        }
    }

    private func read(waiting milliseconds: Int32) -> Bool {
        var wait = pollfd(fd: output.rawValue, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wait, 1, milliseconds) > 0 else { return false }
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(output.rawValue, &piece, piece.count)
        guard count > 0 else {
            // At its end the stream is always ready.
            usleep(useconds_t(milliseconds) * 1000)
            return false
        }
        collected.withLock { $0 += piece[..<count] }
        return true
    }

    private typealias Streams = (input: Int32, output: Int32, theirs: [Int32])

    private static func pipes() throws -> Streams {
        var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else { throw SystemError("pipe") }
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (input[1], output[0], [input[0], output[1]])
    }

    /// Its end for the process is kept open until the process has it, lest ours reports a hang-up.
    private static func terminal(_ name: inout [CChar]) throws -> Streams {
        var (ours, theirs): (Int32, Int32) = (-1, -1)
        guard unsafe openpty(&ours, &theirs, &name, nil, nil) == 0 else { throw SystemError("openpty") }
        for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (fcntl(ours, F_DUPFD_CLOEXEC, 0), fcntl(ours, F_DUPFD_CLOEXEC, 0), [ours, theirs])
    }
}
