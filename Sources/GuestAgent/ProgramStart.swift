import CLinux
import EventLoop
import Glibc
import GuestProtocol

/// Calls `gangway_start` with a login.
struct ProgramStart {
    let login: Login
    let program: GuestProgram

    /// A child, and the descriptor that tells whether it became the program (`gangway_start`).
    struct Child {
        let pid: pid_t
        let report: Int32
    }

    /// - Parameter descriptors: one, a terminal's, or three. They stay the caller's.
    /// - Returns: nil where the kernel made no process; errno tells why.
    func run(_ descriptors: [Int32]) -> Child? {
        guard let input = descriptors.first, let error = descriptors.last else { return nil }
        let arguments = CStrings(login.arguments)
        let environment = CStrings(login.environment.entries)
        let directory = CStrings([login.directory])
        let path = CStrings(login.path.map { [$0] } ?? [])
        return withExtendedLifetime((arguments, environment, directory, path)) {
            unsafe login.groups.withUnsafeBufferPointer { groups in
                var start = unsafe gangway_program()
                unsafe start.path = UnsafePointer(path.list[0])
                unsafe start.arguments = UnsafePointer(arguments.list)
                unsafe start.environment = UnsafePointer(environment.list)
                unsafe start.directory = UnsafePointer(directory.list[0])
                unsafe start.input = input
                unsafe start.output = descriptors.count == 3 ? descriptors[1] : input
                unsafe start.error = error
                unsafe start.terminal = program.hasTerminal
                // Anybody else than root could not, and is the user already.
                unsafe start.change_user = getuid() == 0
                unsafe start.uid = program.uid
                unsafe start.gid = program.gid
                unsafe start.groups = groups.baseAddress
                unsafe start.group_count = Int32(groups.count)
                unsafe start.mode_mask = 0o022
                var report: Int32 = -1
                let pid = unsafe gangway_start(&start, &report)
                return pid > 0 ? Child(pid: pid, report: report) : nil
            }
        }
    }
}
