import Containers
import DockerEngine
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct NegotiationTests {
    @Test("the real engine says what it is")
    func real() async throws {
        try await RealEngine.use { fixture in
            let description = try await fixture.engine.connect()
            let said = try await fixture.docker("version", "--format", "{{.Server.Version}} {{.Server.APIVersion}}")
            #expect(said.hasPrefix(description.version))
            #expect(description.product.contains("Engine"))
            #expect(description.apiVersion.hasPrefix("1."))
        }
    }

    @Test("with a newer engine the newest version known is spoken, from the first call on")
    func newer() async throws {
        let script = ScriptedServer.engine("1.52", minimum: "1.44") { _ in ScriptedServer.http(404) }
        try await ScriptedServer.use(script) { server in
            #expect(try await server.engine.inspect(container: "x") == nil)
            #expect(try await server.engine.inspect(container: "y") == nil)
            let description = try await server.engine.connect()
            #expect(description == .init(product: "Docker Engine", version: "99.1", apiVersion: "1.51"))
            let negotiation = ["GET /_ping HTTP/1.1", "GET /v1.51/version HTTP/1.1"]
            let calls = ["x", "y"].map { "GET /v1.51/containers/\($0)/json HTTP/1.1" }
            #expect(server.requests.withLock { $0 } == negotiation + calls + negotiation)
        }
    }

    private static let strangers: [ScriptedServer.Script] = [
        ScriptedServer.engine("1.40"),
        ScriptedServer.engine("1.60", minimum: "1.52"),
        { line in
            line.contains("_ping")
                ? ScriptedServer.http(200, "OK", fields: "Api-Version: 1.60") : ScriptedServer.http(400)
        },
        { _ in ScriptedServer.http(200, "hello") },
        { _ in ScriptedServer.http(200, "OK", fields: "Api-Version: 1.41") },
    ]

    @Test("an engine without a common version is incompatible, as is something else", arguments: strangers.indices)
    func incompatible(stranger: Int) async throws {
        try await ScriptedServer.use(Self.strangers[stranger]) { server in
            for _ in 0..<2 {
                let error = await #expect(throws: EngineError.self) { try await server.engine.inspect(container: "x") }
                #expect(error?.kind == .incompatible)
            }
        }
    }

    @Test("an engine exchanged for one that refuses the old version is spoken to in a new one")
    func exchanged() async throws {
        let isNew = Mutex(false)
        let script: ScriptedServer.Script = { line in
            let isNew = isNew.withLock { $0 }
            let version = isNew ? "1.52" : "1.41"
            if isNew, line.contains("/v1.41/") { return ScriptedServer.http(400, #"{"message":"too old"}"#) }
            return ScriptedServer.engine(version) { _ in ScriptedServer.http(404) }(line)
        }
        try await ScriptedServer.use(script) { server in
            let before = try await server.engine.state(of: ExecID("x"))
            isNew.withLock { $0 = true }
            let after = try await server.engine.state(of: ExecID("x"))
            #expect([before, after] == [.unknown, .unknown])
            #expect(server.requests.withLock { $0.last } == "GET /v1.51/exec/x/json HTTP/1.0")
        }
    }

    @Test("a call that is wrong is made once")
    func wrong() async throws {
        let script = ScriptedServer.engine { _ in ScriptedServer.http(400, #"{"message":"wrong"}"#) }
        try await ScriptedServer.use(script) { server in
            let error = await #expect(throws: EngineError.self) { try await server.engine.start(ContainerID("x")) }
            #expect(error == EngineError(.refused, "POST /containers/x/start: 400 wrong"))
            #expect(server.requests.withLock { $0.count { $0.contains("start") } } == 1)
        }
    }
}
