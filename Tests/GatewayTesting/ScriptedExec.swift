public import Containers
public import EventLoop
import Glibc
import Synchronization

/// A command that a `ScriptedEngine` was asked to run: the test is the program.
public final class ScriptedExec: Sendable {
    public let id: ExecID
    public let command: ExecCommand
    public let container: ContainerID
    /// The program's end of its streams: readable is standard input, non-blocking.
    public let descriptor: OwnedDescriptor
    private let current = Mutex(ExecState.running)

    init(id: ExecID, command: ExecCommand, container: ContainerID, descriptor: consuming OwnedDescriptor) {
        self.id = id
        self.command = command
        self.container = container
        self.descriptor = descriptor
    }

    public var state: ExecState { current.withLock { $0 } }

    /// Whether this is a session's process rather than a small command of the gateway's own.
    public var isSession: Bool { token != nil }

    private var token: UInt64? {
        let arguments = command.arguments
        return arguments.count >= 9 && arguments[3] == "gangway" ? UInt64(arguments[4]) : nil
    }

    /// Says what a session's login script says before the program begins. `bytes` come with it in one piece.
    public func announce(pid: Int = 100, startTime: Int = 1, terminalIsSet: Bool = true, then bytes: [UInt8] = []) {
        guard let token else { return }
        say(Array("\u{1}\(token) \(pid) \(startTime) \(terminalIsSet ? 1 : 0)\u{2}".utf8) + bytes)
    }

    /// Writes to standard output or error. Little enough for a socket's buffer, as this does not wait.
    public func say(_ bytes: [UInt8], on stream: StdioStream = .output) {
        var data = bytes
        if !command.terminal {
            let count = UInt32(bytes.count)
            let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
            data = [stream == .output ? 1 : 2, 0, 0, 0] + length + bytes
        }
        let written = unsafe data.withUnsafeBytes {
            unsafe send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        precondition(written == data.count || written < 0, "a scripted program wrote more than its stream holds")
    }

    public func say(_ text: String, on stream: StdioStream = .output) {
        say(Array(text.utf8), on: stream)
    }

    /// Ends the program and its stream.
    public func end(_ state: ExecState) {
        current.withLock { $0 = state }
        shutdown(descriptor.rawValue, Int32(SHUT_RDWR))
    }
}
