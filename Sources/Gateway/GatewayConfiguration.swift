/// What the gateway does with sessions, beside what `SSHConfiguration` and `WorkspaceConfiguration` say.
public struct GatewayConfiguration: Sendable {
    /// What happens to a session's process when its client is gone without having closed the session.
    public enum OnDisconnect: String, Sendable, CaseIterable {
        /// SIGHUP, SIGTERM, SIGKILL, a grace apart.
        case terminate
        /// As sshd: with a terminal SIGHUP only, without one nothing.
        case keep
    }

    public var onDisconnect = OnDisconnect.terminate
    /// Between SIGHUP and SIGTERM, and between SIGTERM and SIGKILL.
    public var terminationGrace = Duration.seconds(1)
    /// How long sessions may go on after the gateway was told to stop.
    public var shutdownGrace = Duration.seconds(10)
    /// sshd's AcceptEnv: names a client may set, `*` at the end stands for any rest.
    public var acceptedEnvironment = ["LANG", "LC_*", "TERM", "COLORTERM", "GIT_PROTOCOL"]
    /// Subsystems that are known; anything else is refused.
    public var subsystems: Set<String> = ["sftp"]
    /// nil: administrators have no commands by ssh.
    public var adminShell: AdminShell?
    /// Whether sessions end, and none begins, while the session log can't be written.
    public var endsUnlogged = false
    /// Whether a session ends whose recording can't be written.
    public var endsUnrecorded = false

    public init() {}
}
