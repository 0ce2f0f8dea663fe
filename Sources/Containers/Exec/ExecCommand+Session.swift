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
        self.init(
            arguments: script.arguments,
            environment: request.processEnvironment(between: endpoints),
            user: Self.user(configuration), terminal: request.terminal != nil)
    }

    /// The workspace's user as an exec names it.
    static func user(_ configuration: WorkspaceConfiguration) -> String { "\(configuration.uid):\(configuration.gid)" }
}
