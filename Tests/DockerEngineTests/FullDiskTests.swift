import Containers
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20)))
struct FullDiskTests {
    @Test("on a full disk an engine can make no container, and the reason is told")
    func full() async throws {
        let daemon = try PrivateDaemon(diskSize: 64 << 20)
        do {
            try await RealEngine.use(host: daemon.host, after: daemon.start) { fixture in
                let container = try await fixture.run()
                let fill = "dd if=/dev/zero of=/tmp/fill bs=64k; dd if=/dev/zero of=/tmp/rest bs=1; true"
                _ = try await fixture.output(of: ["/bin/sh", "-c", fill], in: container)
                let error = await #expect(throws: EngineError.self) { try await fixture.create() }
                #expect(error?.kind == .outOfSpace)
                #expect(error?.userMessage.contains("disk is full") == true)
            }
        } catch {
            try await daemon.stop()
            throw error
        }
        try await daemon.stop()
    }

    @Test(
        "a full disk is known by the engine's words, whatever the call and the status",
        arguments: [
            ("mkdir /x: no space left on device", .outOfSpace), ("write /x: disk quota exceeded", .outOfSpace),
            ("no such device", .refused),
        ] as [(String, EngineError.Kind)])
    func words(message: String, kind: EngineError.Kind) async throws {
        let script = ScriptedServer.engine { line in
            let isPull = line.contains("/images/create")
            return ScriptedServer.http(isPull ? 200 : 500, #"{"\#(isPull ? "error" : "message")":"\#(message)"}"#)
        }
        try await ScriptedServer.use(script) { server in
            let specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
            let calls: [() async throws -> Void] = [
                { _ = try await server.engine.create(container: "c", specification) },
                { try await server.engine.start(ContainerID("c")) },
                { try await server.engine.pull(image: "i") { _ in } },
            ]
            for call in calls {
                let error = await #expect(throws: EngineError.self) { try await call() }
                #expect(error?.kind == kind)
            }
        }
    }
}
