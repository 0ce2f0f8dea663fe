import Containers
import Model

/// What administrators get at login: the gateway's own commands, which speak to its admin socket.
public struct AdminShell: Sendable {
    /// Of the state folder and the socket.
    public let arguments: [String]

    public init(arguments: [String]) {
        self.arguments = arguments
    }

    /// - Returns: nil for a subsystem: there is none.
    func program(for request: SessionRequest, of user: UserName) -> HostProgram? {
        // It runs as the gateway does: a client sets its language and nothing else.
        var environment = request.environment.filter { name, _ in
            name == "LANG" || name == "COLORTERM" || name.hasPrefix("LC_")
        }
        switch request.program {
        case .shell: break
        // As sshd does it for a forced command: process lists do not show it.
        case .command(let command): environment["SSH_ORIGINAL_COMMAND"] = command
        case .subsystem: return nil
        }
        environment["TERM"] = request.terminal?.type
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
        return HostProgram(
            arguments: ["gangway", "admin-shell", "--actor", user.description] + arguments, environment: environment)
    }
}
