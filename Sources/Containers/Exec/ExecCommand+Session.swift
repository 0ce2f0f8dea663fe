import Model

extension ExecCommand {
    /// The exec of a session.
    /// - Parameter token: see `LoginScript`.
    init(
        session request: SessionRequest, token: UInt64, endpoints: SessionEndpoints,
        _ configuration: WorkspaceConfiguration
    ) {
        let stty = request.terminal.map { SttyArguments.make(size: $0.size, modes: $0.modes) }
        let script = LoginScript(
            program: request.program, token: token, uid: configuration.uid, home: configuration.home, stty: stty ?? [])
        var environment = request.environment.filter { Self.isAllowed($0.key, $0.value) }
        if let type = request.terminal?.type, !type.isEmpty, !type.utf8.contains(0) { environment["TERM"] = type }
        environment.merge(endpoints.environment) { $1 }
        self.init(
            arguments: script.arguments, environment: environment,
            user: Self.user(configuration), terminal: request.terminal != nil)
    }

    /// The workspace's user as an exec names it.
    static func user(_ configuration: WorkspaceConfiguration) -> String { "\(configuration.uid):\(configuration.gid)" }

    /// What a client may never say of itself, and what no process can be started with. Which other names a client may
    /// set is the gateway's list.
    private static func isAllowed(_ name: String, _ value: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0) && !value.utf8.contains(0)
            && !name.hasPrefix("SSH_") && !reserved.contains(name)
    }

    private static let reserved: Set<String> = ["HOME", "USER", "SHELL", "LOGNAME", "USERNAME", "USER_ID"]
}
