import Containers
import DockerEngine
import EventLoop
import Synchronization
import Testing

/// Answers that no engine should give: each becomes an error, none a hang, a trap or a large memory.
@Suite(.timeLimit(.minutes(20)))
struct HostileEngineTests {
    private static let command = ExecCommand(arguments: ["x"], environment: ["TOKEN": "hunter22"], user: "x")

    /// What `call` throws.
    private func error(
        _ script: @escaping ScriptedServer.Script, of call: (ScriptedServer) async throws -> Void
    ) async throws -> EngineError? {
        let result = Mutex<EngineError?>(nil)
        try await ScriptedServer.use(script) { server in
            let error = await #expect(throws: EngineError.self) { try await call(server) }
            result.withLock { $0 = error }
        }
        return result.withLock { $0 }
    }

    private func execute(_ server: ScriptedServer) async throws -> String {
        try await LoopActor(on: server.loop).perform {
            let stream = try await server.engine.execute(Self.command, in: ContainerID("c"), on: server.loop)
            server.loop.preconditionOnLoop()
            return String(decoding: stream.received, as: UTF8.self)
        }
    }

    @Test("an engine that says nothing is unreachable after the limit")
    func silence() async throws {
        let silent: ScriptedServer.Script = { _ in .silence }
        let error = try await error(silent) { _ = try await $0.engine.connect() }
        #expect(error?.kind == .unreachable)
    }

    @Test("a connection that is closed instead of an answer is unreachable")
    func closed() async throws {
        let error = try await error(ScriptedServer.engine()) { _ = try await $0.engine.inspect(container: "x") }
        #expect(error?.kind == .unreachable)
    }

    @Test(
        "an answer that is too long or not understood is incompatible",
        arguments: [String(repeating: " ", count: (1 << 20) + 1), "[]", "", #"{"Id":"x"}"#])
    func body(text: String) async throws {
        let error = try await error(ScriptedServer.engine { _ in ScriptedServer.http(200, text) }) {
            _ = try await $0.engine.inspect(container: "x")
        }
        #expect(error?.kind == .incompatible)
    }

    @Test("an engine's words are cut, made plain, and lose values of the environment")
    func words() async throws {
        let message = "bad TOKEN=hunter22 \u{1b}[31m" + String(repeating: "x", count: 9999)
        let error = try await error(ScriptedServer.engine { _ in ScriptedServer.http(500, message) }) {
            _ = try await execute($0)
        }
        #expect(error?.kind == .refused)
        #expect(error?.detail.hasPrefix("POST /containers/c/exec: 500 bad …  [31mxxx") == true)
        #expect(try #require(error).detail.utf8.count < 600)
    }

    @Test("a pull's layers become one rising percentage, which ends with 100")
    func pull() async throws {
        let lines = """
            {"status":"Pulling fs layer","id":"a"}
            {"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"a"}
            {"status":"Pull complete","id":"a"}

            """
        let seen = Mutex<[Int]>([])
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, lines) }) { server in
            try await server.engine.pull(image: "h:1/a/b:c") { percent in seen.withLock { $0.append(percent) } }
            #expect(
                server.requests.withLock { $0.last }
                    == "POST /v1.41/images/create?fromImage=h%3A1%2Fa%2Fb&tag=c HTTP/1.1")
        }
        #expect(seen.withLock { $0 } == [35, 99, 100])
    }

    @Test(
        "a pull's stream that ends in an error, in nonsense or without an end of line is an error",
        arguments: [
            ("{\"status\":\"x\"}\n{\"errorDetail\":{\"message\":\"no\\nspace\"},\"error\":\"no\\nspace\"}\n", .refused),
            ("{\"error\":\"no space\"}", .refused), ("{}\nhello\n", .incompatible),
            (String(repeating: " ", count: 70_000), .incompatible),
        ] as [(String, EngineError.Kind)])
    func pullError(stream: String, kind: EngineError.Kind) async throws {
        let error = try await error(ScriptedServer.engine { _ in ScriptedServer.http(200, stream) }) {
            try await $0.engine.pull(image: "x") { #expect($0 < 100) }
        }
        #expect(error?.kind == kind)
        if kind == .refused { #expect(error?.detail.hasSuffix("no space") == true) }
    }

    private static func start(_ answer: ScriptedServer.Answer) -> ScriptedServer.Script {
        ScriptedServer.engine { line in
            line.contains("/start ") ? answer : ScriptedServer.http(201, #"{"Id":"e"}"#)
        }
    }

    @Test("a stream begins after the head, whether the engine says 101 or 200", arguments: [101, 200])
    func stream(status: Int) async throws {
        let head = "HTTP/1.1 \(status) x\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
        try await ScriptedServer.use(Self.start(.send(head + "first bytes"))) { server in
            let received = try await execute(server)
            #expect(received == "first bytes")
        }
    }

    @Test(
        "a command that is not started says why",
        arguments: [
            (ScriptedServer.http(404, #"{"message":"gone"}"#), .notRunning),
            (ScriptedServer.http(409, #"{"message":"gone"}"#), .notRunning),
            (ScriptedServer.http(500, #"{"message":"gone"}"#), .refused),
            (.send("HTTP/1.1 500 x\r\n\r\n"), .refused), (.send("SSH-2.0-x\r\n"), .incompatible),
            (.send("HTTP/1.1 200 " + String(repeating: "x", count: 20_000)), .incompatible),
            (.close, .unreachable),
        ] as [(ScriptedServer.Answer, EngineError.Kind)])
    func notStarted(answer: ScriptedServer.Answer, kind: EngineError.Kind) async throws {
        let error = try await error(Self.start(answer)) { _ = try await execute($0) }
        #expect(error?.kind == kind)
        if case .send(let text) = answer, text.contains("gone") {
            #expect(error?.detail.hasSuffix(" gone") == true)
        }
    }

    @Test("after shutdown calls are unreachable; twice is once")
    func shutdown() async throws {
        try await ScriptedServer.use(ScriptedServer.engine()) { server in
            _ = try await server.engine.connect()
            await server.engine.shutdown()
            await server.engine.shutdown()
            let error = await #expect(throws: EngineError.self) { try await server.engine.connect() }
            #expect(error?.kind == .unreachable)
        }
    }

    @Test("an engine that nobody shut down may go, used or not")
    func dropped() async throws {
        try await ScriptedServer.use(ScriptedServer.engine()) { server in
            for isUsed in [false, true] {
                let engine = DockerEngine(endpoint: server.engine.endpoint)
                if isUsed { _ = try await engine.connect() }
            }
        }
    }

    @Test("a socket that is not there is unreachable, and named")
    func noSocket() async throws {
        let engine = DockerEngine(endpoint: try DockerEndpoint(dockerHost: "unix:///nowhere/docker.sock"))
        let error = await #expect(throws: EngineError.self) { try await engine.connect() }
        #expect(error?.kind == .unreachable)
        #expect(error?.detail.contains("unix:///nowhere/docker.sock") == true)
        await engine.shutdown()
    }
}
