import EventLoop
import Glibc
import Synchronization

/// A client that runs beside the test, with a hand on its signals, its input and its output.
///
/// Not Foundation's `Process`: that one's descriptors leak into programs started at the same time, so that ends of
/// input never arrive.
final class RunningProgram: Sendable {
    let pid: Int32
    private let input: OwnedDescriptor
    private let output: OwnedDescriptor
    private let isEnded = Mutex(false)

    /// Runs `arguments[0]` from the PATH. Its standard error goes nowhere.
    init(_ arguments: [String]) throws {
        // One socket pair each way: closed on exec, which pipe() cannot say.
        let inputs = try Self.pair()
        let outputs = try Self.pair()
        input = OwnedDescriptor(owning: inputs.ours)
        output = OwnedDescriptor(owning: outputs.ours)
        defer {
            close(inputs.theirs)
            close(outputs.theirs)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, inputs.theirs, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, outputs.theirs, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // What the test runner's threads block must not be blocked in the client.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let copies = unsafe words
        defer {
            for index in unsafe copies.indices { unsafe free(copies[index]) }
        }
        var pid: pid_t = 0
        let code = unsafe posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, environ)
        guard code == 0 else { throw SystemError("posix_spawnp", code: code) }
        self.pid = pid
    }

    private static func pair() throws -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemError("socketpair") }
        return (ends[0], ends[1])
    }

    /// The next line of output, or nil at its end. Read on a thread of its own: a test that waits must not take one of
    /// the few that all tests run on.
    func line() async -> String? {
        await withCheckedContinuation { continuation in
            let request = LineRequest(program: self, continuation: continuation)
            var thread = pthread_t()
            let argument = unsafe Unmanaged.passRetained(request).toOpaque()
            unsafe pthread_create(
                &thread, nil,
                { argument in
                    guard let argument = unsafe argument else { return nil }
                    let request = unsafe Unmanaged<LineRequest>.fromOpaque(argument).takeRetainedValue()
                    request.continuation.resume(returning: request.program.readLine())
                    return nil
                }, argument)
            pthread_detach(thread)
        }
    }

    private final class LineRequest {
        let program: RunningProgram
        let continuation: CheckedContinuation<String?, Never>

        init(program: RunningProgram, continuation: CheckedContinuation<String?, Never>) {
            self.program = program
            self.continuation = continuation
        }
    }

    private func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(output.rawValue, &byte, 1) == 1 {
            if byte == 10 { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        let count = unsafe send(input.rawValue, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard count == bytes.count else { throw SystemError("send") }
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Ends it for good.
    func end() {
        let mustEnd = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        guard mustEnd else { return }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(pid, &status, 0)
    }

    deinit {
        end()
    }
}
