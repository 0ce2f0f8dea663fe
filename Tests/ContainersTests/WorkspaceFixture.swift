import EventLoop
import GatewayTesting
import Glibc
@_spi(Authentication) import Model
import Synchronization

@testable import Containers

/// `Workspaces` over a scripted engine, with homes in a folder of its own.
final class WorkspaceFixture: Sendable {
    let engine: ScriptedEngine
    let loop: EventLoop
    let workspaces: Workspaces
    let homes = try? TemporaryFolder()
    let log = ProgressLog()

    init(
        images: Set<String> = ["gangway-workspace:latest"], _ change: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) throws {
        engine = ScriptedEngine(images: images)
        loop = try EventLoop(label: "test")
        var configuration = WorkspaceConfiguration(homes: homes?.path ?? "/nonexistent")
        configuration.uid = getuid()
        configuration.gid = getgid()
        change(&configuration)
        workspaces = Workspaces(engine: engine, configuration: configuration, version: "1.2.3", loop: loop)
    }

    func running(_ identity: Identity) async throws -> ContainerID {
        try await workspaces.running(for: identity) { [log] in log.append($0) }.id
    }

    /// A container that is `user`'s workspace.
    @discardableResult
    func add(_ state: ContainerStatus.State, of identity: Identity) -> ContainerID {
        let labels = WorkspaceLabels.make(owner: identity.user, imageDigest: "sha256:1", version: "1")
        return engine.add(Workspaces.containerName(of: identity.user), state, labels: labels)
    }
}

/// Progress in the order it was told.
final class ProgressLog: Sendable {
    private let told = Mutex<[WorkspaceProgress]>([])
    var all: [WorkspaceProgress] { told.withLock { $0 } }
    func append(_ progress: WorkspaceProgress) { told.withLock { $0.append(progress) } }
}

extension Identity {
    /// A user who has logged in. The name must be valid.
    static func test(_ name: String) throws -> Identity {
        guard let user = UserName(name) else { throw EngineError(.refused, "\(name) is no user name") }
        return Identity(user: user, methods: [.publicKey])
    }
}
