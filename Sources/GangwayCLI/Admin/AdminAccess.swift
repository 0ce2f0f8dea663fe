import Model

/// How the commands reach the server.
enum AdminAccess: Sendable {
    /// By a command line on the server's machine, with all options.
    case local
    /// By ssh, for an administrator: at this socket, and nothing of the machine's files is in reach.
    case remote(actor: UserName, socket: String)

    @TaskLocal static var current = AdminAccess.local

    var isRemote: Bool {
        if case .remote = self { true } else { false }
    }
}
