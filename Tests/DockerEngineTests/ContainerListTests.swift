import Containers
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ContainerListTests {
    @Test("containers with a label are listed with what they are, those without it are not")
    func real() async throws {
        try await RealEngine.use { fixture in
            let value = fixture.newName()
            #expect(try await fixture.engine.containers(labelled: "gangway.list=\(value)").isEmpty)
            var specification = fixture.specification()
            specification.labels = ["gangway.list": value, "other": "a=b"]
            let name = fixture.newName()
            let created = try await fixture.create(named: name, specification)
            let running = try await fixture.run(specification)
            let paused = try await fixture.run(specification)
            try await fixture.docker("pause", paused.description)
            specification.labels = ["gangway.list": "\(value) not"]
            _ = try await fixture.create(specification)

            let listed = try await fixture.engine.containers(labelled: "gangway.list=\(value)")
            let states = Dictionary(uniqueKeysWithValues: listed.map { ($0.id, $0.state) })
            #expect(states == [created: .created, running: .running, paused: .paused])
            let first = try #require(listed.first { $0.id == created })
            #expect(first.name == name)
            #expect(first.labels["gangway.list"] == value && first.labels["other"] == "a=b")
            let time = try await fixture.docker("inspect", "--format", "{{.Created}}", name)
            let seconds = try await Command.run(["date", "--date", time, "+%s"])
            #expect("\(first.created)\n" == seconds.output)
        }
    }

    @Test("a thousand containers' answer is read, which is longer than others may be")
    func many() async throws {
        let container =
            #"{"Id":"i","Names":["/other/link","/name"],"State":"running","Created":7,"Labels":{"x":"\#(String(repeating: "x", count: 4000))"}}"#
        let list = "[" + [String](repeating: container, count: 1000).joined(separator: ",") + "]"
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, list) }) { server in
            let listed = try await server.engine.containers(labelled: "x=y")
            #expect(listed.count == 1000)
            #expect(listed.allSatisfy { $0.name == "name" && $0.state == .running && $0.created == 7 })
        }
    }

    @Test(
        "a container in the middle of its removal may have no name and no labels",
        arguments: ["", #","Names":null,"Labels":null"#, #","Names":[]"#, #","Names":["/other/link"]"#])
    func nameless(fields: String) async throws {
        let list = #"[{"Id":"i","State":"removing","Created":7\#(fields)}]"#
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, list) }) { server in
            let container = ListedContainer(
                id: ContainerID("i"), name: "", state: .removing, labels: [:], created: 7)
            let listed = try await server.engine.containers(labelled: "x=y")
            #expect(listed == [container])
        }
    }

    @Test(
        "a state that Gangway does not know is an error, not a guess",
        arguments: [
            #"[{"Id":"i","Created":1,"State":"dreaming"}]"#, #"[{"Id":"i","Created":1}]"#, "[{}]",
            #"{"State":"running"}"#, "",
        ])
    func unknown(answer: String) async throws {
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, answer) }) { server in
            let error = await #expect(throws: EngineError.self) {
                try await server.engine.containers(labelled: "x=y")
            }
            #expect(error?.kind == .incompatible)
        }
    }
}
