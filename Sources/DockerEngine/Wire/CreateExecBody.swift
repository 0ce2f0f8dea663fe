import Containers

/// `POST /containers/ID/exec`.
struct CreateExecBody: Encodable {
    let attachStdin: Bool
    let attachStdout = true
    let attachStderr = true
    let terminal: Bool
    let command: [String]
    let environment: [String]
    let user: String
    let detachKeys = Self.detachKeys

    /// A terminal's detach keys cannot be turned off, and the first of them is held back until the next key comes. So:
    /// a sequence that nobody types and no file holds, beginning with the key whose delay shows least, since where
    /// ctrl-@ (ctrl-space) means something (a mark, a prefix), what counts is the key after it.
    static let detachKeys = "ctrl-@,ctrl-^,ctrl-@,ctrl-],ctrl-@,ctrl-_,ctrl-@,ctrl-^"

    enum CodingKeys: String, CodingKey {
        case attachStdin = "AttachStdin"
        case attachStdout = "AttachStdout"
        case attachStderr = "AttachStderr"
        case terminal = "Tty"
        case command = "Cmd"
        case environment = "Env"
        case user = "User"
        case detachKeys = "DetachKeys"
    }

    init(_ command: ExecCommand, environment: EnvironmentList) {
        attachStdin = command.standardInput
        terminal = command.terminal
        self.command = command.arguments
        self.environment = environment.entries
        user = command.user
    }
}
