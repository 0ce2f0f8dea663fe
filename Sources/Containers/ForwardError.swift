import Glibc
import Model

/// Why a forward does not reach its end in a workspace.
public enum ForwardError: Error, Sendable, CustomStringConvertible {
    /// By errno, as the workspace's system said.
    case system(code: Int32)
    case unknownHost
    case workspace(WorkspaceError)
    /// There is no guest agent that answers, and no other way.
    case noGuestAgent(cause: String)

    /// In sshd's words where it has some: a client is told this.
    public var description: String {
        switch self {
        case .system(let code): SystemText.of(code)
        case .unknownHost: "Name or service not known"
        case .workspace(let error): error.userMessage
        case .noGuestAgent(let cause): cause
        }
    }
}
