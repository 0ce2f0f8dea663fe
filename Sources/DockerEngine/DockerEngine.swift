public import Containers
public import Logging

/// The Docker Engine API, versions 1.41 (Docker 20.10) to 1.51, over a Unix socket.
///
/// Nothing is asked before the first call, and nothing is kept about the engine but the API version: it may go away and
/// come back, and calls fail with `.unreachable` in between. Values of the environment never stand in an error.
///
/// Calls go over a pool of connections on a thread of its own (`EngineClient`); `execute` joins a command's stream to the
/// caller's loop on a connection of its own (`UpgradedConnection`).
public struct DockerEngine: ContainerEngine {
    public let endpoint: DockerEndpoint
    let client: EngineClient

    let linkLocal: LinkLocalBlock

    public init(endpoint: DockerEndpoint, log: Logger = Logger(label: "gangway.engine")) {
        self.endpoint = endpoint
        linkLocal = LinkLocalBlock(log: log)
        client = EngineClient(endpoint: endpoint)
    }

    public func connect() async throws(EngineError) -> EngineDescription {
        let (version, engine) = try await client.negotiate()
        return EngineDescription(
            product: engine.product, version: engine.version, apiVersion: version.description)
    }

    public func shutdown() async {
        await client.shutdown()
    }
}
