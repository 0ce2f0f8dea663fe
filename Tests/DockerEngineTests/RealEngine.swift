import Containers
import DockerEngine
import EventLoop
import Foundation
import GatewayTesting
import Synchronization

/// A real engine, a loop, and the containers a test made, which end with the test.
final class RealEngine: Sendable {
    let engine: DockerEngine
    let loop: EventLoop
    private let host: String
    private let containers = Mutex<[ContainerID]>([])

    private init(host: String?) throws {
        let endpoint = try DockerEndpoint(dockerHost: host)
        self.host = endpoint.description
        engine = DockerEngine(endpoint: endpoint)
        loop = try EventLoop(label: "test")
    }

    /// Runs `body` with an engine that has the test image.
    /// - Parameters:
    ///   - host: as in `DOCKER_HOST`; nil: the machine's.
    ///   - start: makes the engine ready once it is this test's turn.
    static func use(
        host: String? = ProcessInfo.processInfo.environment["DOCKER_HOST"], after start: () async throws -> Void = {},
        _ body: (RealEngine) async throws -> Void
    ) async throws {
        try await Turns.shared.take {
            try await start()
            try await useNow(host: host, body)
        }
    }

    private static func useNow(host: String?, _ body: (RealEngine) async throws -> Void) async throws {
        try await TestImage.ensure(host: host)
        let fixture = try RealEngine(host: host)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        try? await fixture.removeContainers()
        await fixture.engine.shutdown()
        await fixture.loop.stop()
        try result.get()
    }

    /// Unlike any other on this engine.
    func newName() -> String { "gangway-test-engine-\(String(UInt64.random(in: .min ... .max), radix: 36))" }

    /// The container is removed with the test.
    func willRemove(_ container: ContainerID) { containers.withLock { $0.append(container) } }

    /// Removes what the test made so far.
    func removeContainers() async throws {
        for container in containers.withLock({ $0 }) { try await engine.remove(container) }
    }

    func specification(_ command: [String] = ["/bin/sleep", "1000"]) -> ContainerSpecification {
        var specification = ContainerSpecification(image: TestImage.name, hostname: "box", command: command)
        specification.network = "none"
        return specification
    }

    func create(
        named name: String? = nil, _ specification: ContainerSpecification? = nil
    ) async throws -> ContainerID {
        let container = try await engine.create(
            container: name ?? newName(), specification ?? self.specification())
        willRemove(container)
        return container
    }

    /// A container that runs and sleeps.
    func run(_ specification: ContainerSpecification? = nil) async throws -> ContainerID {
        let container = try await create(specification)
        try await engine.start(container)
        return container
    }

    func create(_ specification: ContainerSpecification?) async throws -> ContainerID {
        try await create(named: nil, specification)
    }

    func state(of container: ContainerID) async throws -> ContainerStatus.State? {
        try await engine.inspect(container: container.description)?.state
    }

    /// What `ContainerEngine` has no call for.
    @discardableResult
    func docker(_ arguments: String...) async throws -> String {
        let result = try await Command.run(["docker", "--host", host] + arguments)
        guard result.code == 0 else { throw FixtureFailed("docker \(arguments): \(result)") }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Starts a command, attached.
    func attach(_ command: ExecCommand, in container: ContainerID) async throws(EngineError) -> AttachedCommand {
        let attached = AttachedCommand(engine: engine, loop: loop)
        try await attached.start(command, in: container)
        return attached
    }

    /// Runs a command without input to its end.
    func output(
        of arguments: [String], in container: ContainerID, user: String = "user"
    ) async throws -> AttachedCommand.Finished {
        let command = ExecCommand(arguments: arguments, user: user, standardInput: false)
        return try await attach(command, in: container).finish()
    }

    /// Waits until `condition` holds, at most 30 seconds.
    func wait(for what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while try await !condition() {
            guard .now < deadline else { throw FixtureFailed("waited for nothing: \(what)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
