import Containers
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ContainerCountTests {
    @Test("containers with a label are counted by state, those without it are not")
    func real() async throws {
        try await RealEngine.use { fixture in
            let value = fixture.newName()
            #expect(try await fixture.engine.countContainers(labelled: "gangway.count=\(value)") == [:])
            var specification = fixture.specification()
            specification.labels = ["gangway.count": value]
            _ = try await fixture.create(specification)
            _ = try await fixture.run(specification)
            let paused = try await fixture.run(specification)
            try await fixture.docker("pause", paused.description)
            specification.labels = ["gangway.count": "\(value) not"]
            _ = try await fixture.create(specification)
            let counts = try await fixture.engine.countContainers(labelled: "gangway.count=\(value)")
            #expect(counts == [.created: 1, .running: 1, .paused: 1])
        }
    }

    @Test("a thousand containers' answer is read, which is longer than others may be")
    func many() async throws {
        let container = #"{"State":"running","Labels":{"x":"\#(String(repeating: "x", count: 4000))"}}"#
        let list = "[" + [String](repeating: container, count: 1000).joined(separator: ",") + "]"
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, list) }) { server in
            let counts = try await server.engine.countContainers(labelled: "x=y")
            #expect(counts == [.running: 1000])
        }
    }

    @Test(
        "a state that Gangway does not know is an error, not a guess",
        arguments: [
            #"[{"State":"dreaming"}]"#, #"[{}]"#, #"{"State":"running"}"#, "",
        ])
    func unknown(answer: String) async throws {
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, answer) }) { server in
            let error = await #expect(throws: EngineError.self) {
                try await server.engine.countContainers(labelled: "x=y")
            }
            #expect(error?.kind == .incompatible)
        }
    }
}
