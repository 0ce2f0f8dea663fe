import EventLoop
import GatewayTesting
import Glibc
import Synchronization

/// A process on this machine, started as a container's runtime starts an exec: leader of a new session, with a terminal
/// of its own or with pipes for its standard streams. What is left of its group is killed at the end.
final class HostProcess: Sendable {
    private let process: ChildProcess
    private let input: OwnedDescriptor
    private let output: OwnedDescriptor
    private let collected = Mutex<[UInt8]>([])

    private static let limit: Duration = .seconds(120)

    /// - Parameter program: its path; by default it is `arguments[0]`.
    init(
        _ arguments: [String], program: String? = nil, terminal: Bool = false, environment: [String: String] = [:]
    ) throws {
        let streams = try terminal ? Self.terminal() : Self.pipes()
        input = OwnedDescriptor(owning: streams.input)
        output = OwnedDescriptor(owning: streams.output)
        defer { for descriptor in streams.theirs { close(descriptor) } }

        let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin"].merging(environment) { $1 }
        process = try ChildProcess(
            arguments, program: program, environment: variables,
            input: streams.name.map { .path($0) } ?? .descriptor(streams.theirs[0]),
            output: terminal ? .same : .descriptor(streams.theirs[1]), error: .same, leadsSession: true)
    }

    deinit {
        // Before it is reaped, where it still runs: its number is its group's, too.
        kill(-pid, SIGKILL)
        process.end()
    }

    var pid: pid_t { process.pid }

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
        return process.exitCode ?? 0
    }

    /// Reads until `condition` holds; it is asked about every 10 ms.
    func wait(until condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + Self.limit
        while !condition() {
            _ = read(waiting: 10)
            guard .now < deadline else { throw TimedOut() }
        }
    }

    /// Whether the process has ended. It is reaped with that, as init would.
    var hasEnded: Bool { process.exitCode != nil }

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

    private typealias Streams = (input: Int32, output: Int32, theirs: [Int32], name: String?)

    private static func pipes() throws -> Streams {
        var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else { throw SystemError("pipe") }
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (input[1], output[0], [input[0], output[1]], nil)
    }

    /// Its end for the process is kept open until the process has it, lest ours reports a hang-up.
    private static func terminal() throws -> Streams {
        var name = [CChar](repeating: 0, count: 128)
        var (ours, theirs): (Int32, Int32) = (-1, -1)
        guard unsafe openpty(&ours, &theirs, &name, nil, nil) == 0 else { throw SystemError("openpty") }
        for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return (fcntl(ours, F_DUPFD_CLOEXEC, 0), fcntl(ours, F_DUPFD_CLOEXEC, 0), [ours, theirs], path)
    }
}
