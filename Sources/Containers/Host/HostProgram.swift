import CLinux
public import EventLoop
import Glibc
public import Model

/// This very executable, started on the host for a session: administrators' commands. Beside what runs in workspaces,
/// under the same contract (`WorkspaceProcess`).
public struct HostProgram: Sendable {
    /// With the name it goes by.
    public let arguments: [String]
    /// All of it: nothing of the gateway's own, which may hold secrets.
    public let environment: [String: String]

    public init(arguments: [String], environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Must be called on `loop`, where the result then lives. The fork takes a millisecond or two of it: the kernel
    /// sends the program SIGHUP when the thread that started it ends, so it must be one that lasts.
    public func open(terminal: Terminal?, on loop: EventLoop) throws(WorkspaceError) -> OpenedProcess {
        loop.preconditionOnLoop()
        do throws(SystemError) {
            let wires = try self.wires(for: terminal)
            let pid = try start(with: wires.remote.descriptors, isTerminal: terminal != nil)
            let descriptor = gangway_process_descriptor(pid)
            guard descriptor >= 0 else {
                let error = SystemError("pidfd_open")
                kill(pid, SIGKILL)
                throw error
            }
            let process = try HostProcess(
                pid: pid, descriptor: OwnedDescriptor(owning: descriptor), terminal: wires.terminal, loop: loop)
            return OpenedProcess(streams: wires.streams, process: process, wayIn: .host)
        } catch {
            throw .processNotStarted(cause: "\(error)")
        }
    }

    private func wires(for terminal: Terminal?) throws(SystemError) -> GuestWires {
        guard let terminal else { return try .pipes() }
        let name = gangway_name_terminals()
        guard name >= 0 else { throw SystemError("/dev/pts/ptmx") }
        defer { close(name) }
        return try .terminal(terminal, named: name, owner: getuid())
    }

    private func start(with descriptors: [Int32], isTerminal: Bool) throws(SystemError) -> pid_t {
        guard let input = descriptors.first, let error = descriptors.last else {
            throw SystemError("fork", code: EINVAL)
        }
        let arguments = CStrings(self.arguments.map { Array($0.utf8) })
        let environment = CStrings(self.environment.map { Array("\($0.key)=\($0.value)".utf8) })
        let directory = CStrings([Array("/".utf8)])
        let started = withExtendedLifetime((arguments, environment, directory)) { () -> (pid: pid_t, report: Int32) in
            var program = unsafe gangway_program()
            unsafe program.path = nil
            unsafe program.arguments = UnsafePointer(arguments.list)
            unsafe program.environment = UnsafePointer(environment.list)
            unsafe program.directory = UnsafePointer(directory.list[0])
            unsafe program.input = input
            unsafe program.output = descriptors.count == 3 ? descriptors[1] : input
            unsafe program.error = error
            unsafe program.terminal = isTerminal
            unsafe program.change_user = false
            unsafe program.mode_mask = 0o077
            var report: Int32 = -1
            let pid = unsafe gangway_start(&program, &report)
            return (pid, report)
        }
        guard started.pid > 0 else { throw SystemError("fork") }
        // Should exec fail, the program ends with 255, which tells enough.
        close(started.report)
        return started.pid
    }
}
