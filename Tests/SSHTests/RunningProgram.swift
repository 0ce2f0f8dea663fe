import EventLoop
import GatewayTesting
import Glibc

/// A client that runs beside the test, with a hand on its signals, its input and its output.
final class RunningProgram: Sendable {
    private let process: ChildProcess
    private let input: OwnedDescriptor
    private let output: OwnedDescriptor

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
        process = try ChildProcess(
            arguments, input: .descriptor(inputs.theirs), output: .descriptor(outputs.theirs))
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

    func signal(_ number: Int32) { process.signal(number) }

    /// Ends it for good.
    func end() { process.end() }

    deinit {
        end()
    }
}
