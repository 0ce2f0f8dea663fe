import Containers
import DockerEngine
import Testing

@Suite(.timeLimit(.minutes(20)))
struct EngineRestartTests {
    @Test("while the engine is down calls fail as unreachable, and they work again with it")
    func restart() async throws {
        let daemon = try PrivateDaemon()
        do {
            try await RealEngine.use(host: daemon.host, after: daemon.start) { try await self.body($0, daemon) }
        } catch {
            try await daemon.stop()
            throw error
        }
        try await daemon.stop()
    }

    private func body(_ fixture: RealEngine, _ daemon: PrivateDaemon) async throws {
        let engine = fixture.engine
        let container = try await fixture.run()
        let command = ExecCommand(arguments: ["/bin/sh", "-c", "echo up; sleep 1000"], user: "user")
        let attached = try await fixture.attach(command, in: container)
        try await attached.read(until: "up")

        try await daemon.stop()
        await #expect(throws: EngineError.self) { try await attached.finish() }
        for call in calls(engine, container) {
            let error = await #expect(throws: EngineError.self) { try await call() }
            #expect(error?.kind == .unreachable)
        }
        let error = await #expect(throws: EngineError.self) { try await fixture.attach(command, in: container) }
        #expect(error?.kind == .unreachable)
        #expect(error?.detail.contains(daemon.host) == true)

        try await daemon.start()
        #expect(try await fixture.state(of: container) == .exited)
        #expect(try await engine.state(of: attached.id) == .unknown)
        try await engine.start(container)
        #expect(try await fixture.output(of: ["/bin/echo", "again"], in: container).output == "again\n")

        // Nobody asks while it is down: the pooled connections are dead when the next call comes.
        try await daemon.stop()
        try await daemon.start()
        try await engine.start(container)
        #expect(try await fixture.output(of: ["/bin/echo", "again"], in: container).output == "again\n")
    }

    private func calls(_ engine: DockerEngine, _ container: ContainerID) -> [() async throws -> Void] {
        [
            { _ = try await engine.connect() },
            { _ = try await engine.inspect(container: "x") },
            { _ = try await engine.create(container: "x", .init(image: "x", hostname: "x", command: ["x"])) },
            { try await engine.start(container) },
            { try await engine.unpause(container) },
            { try await engine.stop(container, grace: .zero) },
            { try await engine.remove(container) },
            { _ = try await engine.containers(labelled: "x=y") },
            { _ = try await engine.usage(of: container) },
            { _ = try await engine.logs(of: container, tail: 1) },
            { _ = try await engine.processNames(in: container) },
            { try await engine.pull(image: "x") { _ in } },
            { _ = try await engine.digest(ofImage: "x") },
            { try await engine.ensureIsolatedNetwork("x") },
            { try await engine.resize(ExecID("x"), to: .init(columns: 1, rows: 1)) },
            { _ = try await engine.state(of: ExecID("x")) },
        ]
    }
}
