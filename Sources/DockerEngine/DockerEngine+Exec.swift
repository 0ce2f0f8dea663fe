public import Containers
public import EventLoop
public import Model

/// A command's life: create (its configuration, nothing runs), start (the connection becomes its streams; the engine
/// says yes before the process runs, so a failed start shows only in `state(of:)`), the stream's end, its exit code.
extension DockerEngine {
    /// Takes at most 30 seconds each for the two steps.
    public nonisolated(nonsending) func execute(
        _ command: ExecCommand, in container: ContainerID, on loop: EventLoop
    ) async throws(EngineError) -> ExecStream {
        loop.preconditionOnLoop()
        let id = try await create(command, in: container, on: loop)
        let request = try EngineRequest(
            .post, EnginePath("exec", id.description, "start"), body: StartExecBody(terminal: command.terminal))
        let version = try await client.apiVersion()
        let connection: UpgradedConnection
        do {
            connection = try await UpgradedConnection(request, version: version, to: endpoint, on: loop)
        } catch {
            if error.kind == .unreachable { client.forgetVersion() }
            throw error
        }
        let received = connection.received
        return ExecStream(id: id, descriptor: connection.release(), received: received)
    }

    private func create(
        _ command: ExecCommand, in container: ContainerID, on loop: EventLoop
    ) async throws(EngineError) -> ExecID {
        let environment = try EnvironmentList(command.environment)
        let path = try EnginePath("containers", container.description, "exec")
        let body = CreateExecBody(command, environment: environment)
        let answer = try await client.send(try EngineRequest(.post, path, body: body), on: loop)
        switch answer.status {
        case 201: return ExecID(try answer.decoded(as: IdentifierBody.self).id)
        case 404, 409: throw answer.refusal(.notRunning, hiding: environment)
        default: throw answer.refusal(.refused, hiding: environment)
        }
    }

    public func resize(_ exec: ExecID, to size: TerminalSize) async throws(EngineError) {
        let path = try EnginePath("exec", exec.description, "resize")
            .with(["h": "\(size.rows)", "w": "\(size.columns)"])
        let answer = try await client.send(EngineRequest(.post, path))
        switch answer.status {
        // What the engine says of one that has ended depends on what it still remembers.
        case 200..<300, 404, 409, 500: return
        default: throw answer.refusal(.refused)
        }
    }

    public nonisolated(nonsending) func state(
        of exec: ExecID, on loop: EventLoop
    ) async throws(EngineError) -> ExecState {
        loop.preconditionOnLoop()
        let path = try EnginePath("exec", exec.description, "json")
        let answer = try await client.send(EngineRequest(.get, path), on: loop)
        switch answer.status {
        case 200: return try answer.decoded(as: ExecBody.self).state
        case 404: return .unknown
        default: throw answer.refusal(.refused)
        }
    }
}
