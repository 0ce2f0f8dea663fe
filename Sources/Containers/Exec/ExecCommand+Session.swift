import Model

extension ExecCommand {
    /// The exec of a session.
    /// - Parameter token: see `LoginScript`.
    init(
        session request: SessionRequest, token: UInt64, endpoints: SessionEndpoints,
        in container: RunningContainer
    ) {
        let stty = request.terminal.map { SttyArguments.make(size: $0.size, modes: $0.modes) }
        let script = LoginScript(
            program: request.program, token: token, uid: container.owner.uid, home: container.home, stty: stty ?? [])
        self.init(
            arguments: script.arguments,
            environment: request.processEnvironment(between: endpoints),
            user: "\(container.owner)", terminal: request.terminal != nil)
    }
}
