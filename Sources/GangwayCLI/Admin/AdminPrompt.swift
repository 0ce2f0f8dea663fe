import EventLoop
import Foundation
import Glibc
import Model

/// Asks for command lines and runs each in a process of its own, so that ^C ends a command and not the login.
struct AdminPrompt {
    let actor: UserName
    let socket: String

    private static let welcome = """
        Gangway's administration; help lists the commands, exit or ^D leaves.

        """

    /// - Returns: the last command's exit code, or 0.
    func run() throws -> Int32 {
        let isTerminal = isatty(STDIN_FILENO) != 0
        // ^C: only to interrupt the reading of a line. A program that is started gets the default again.
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in }
        unsafe sigaction(SIGINT, &action, nil)
        if isTerminal { try StandardOutput.write(Array(Self.welcome.utf8)) }
        var code: Int32 = 0
        while true {
            if isTerminal { try StandardOutput.write(Array("gangway> ".utf8)) }
            let line: String
            do throws(AdminLine.End) {
                line = try AdminLine.read()
            } catch {
                switch error {
                case .interrupted:
                    try StandardOutput.print("")
                    continue
                case .end:
                    if isTerminal { try StandardOutput.print("") }
                    return code
                case .unreadable:
                    try StandardOutput.print("that is no text that can be a command")
                    continue
                }
            }
            switch line.trimmingCharacters(in: .whitespaces) {
            case "": continue
            case "exit", "quit", "logout": return code
            case let command: code = try start(command)
            }
        }
    }

    private func start(_ command: String) throws -> Int32 {
        let arguments = [
            "gangway", "admin-shell", "--actor", actor.description, "--socket", socket, "-c", command,
        ]
        let strings = CStrings(arguments.map { Array($0.utf8) })
        var pid: pid_t = 0
        let failure = withExtendedLifetime(strings) {
            unsafe posix_spawn(&pid, "/proc/self/exe", nil, nil, strings.list, environ)
        }
        guard failure == 0 else {
            try StandardOutput.print("the command cannot be started now")
            return 255
        }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return 255 }
        }
        // The encoding of wait(2): the low seven bits are the signal that ended it.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }
}
