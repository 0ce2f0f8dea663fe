/// What a client asked a `session` channel for, whole: the outcome of the larval phase.
public struct SessionRequest: Hashable, Sendable {
    /// RFC 4254 §6.5.
    public enum Program: Hashable, Sendable {
        /// The user's login shell.
        case shell
        /// One string for the login shell's `-c`, never split.
        case command(String)
        /// A subsystem by its registered name, such as `sftp`.
        case subsystem(String)
    }

    public var program: Program
    /// nil: no pty was requested, stdout and stderr stay apart.
    public var terminal: Terminal?
    /// What `env` requests set, after the allow-list. Names are unique; the last one wins.
    public var environment: [String: String]
    /// The socket's path in the workspace where the client's ssh-agent answers; nil: none is forwarded.
    public var agentSocket: String?
    /// Where the client's X display answers, as `DISPLAY` names it; nil: none is forwarded.
    public var display: String?

    public init(program: Program, terminal: Terminal? = nil, environment: [String: String] = [:]) {
        self.program = program
        self.terminal = terminal
        self.environment = environment
    }
}

/// A `pty-req` (RFC 4254 §6.2).
public struct Terminal: Hashable, Sendable {
    /// The value for `TERM`.
    public var type: String
    public var size: TerminalSize
    public var modes: TerminalModes

    public init(type: String, size: TerminalSize, modes: TerminalModes = TerminalModes()) {
        self.type = type
        self.size = size
        self.modes = modes
    }
}
