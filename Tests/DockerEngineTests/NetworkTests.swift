import Containers
import Testing

@Suite(.timeLimit(.minutes(20)))
struct NetworkTests {
    private func with(
        _ fixture: RealEngine, _ body: (_ network: String) async throws -> Void
    ) async throws {
        let name = fixture.newName()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(name))
        } catch {
            result = .failure(error)
        }
        try await fixture.removeContainers()
        try await fixture.docker("network", "rm", name)
        try result.get()
    }

    @Test("an isolated network is a labelled bridge, and is there once, however often it is asked for")
    func once() async throws {
        try await RealEngine.use { fixture in
            try await with(fixture) { name in
                // Another's name that contains this one's is another network.
                try await fixture.docker("network", "create", "--driver", "bridge", "\(name)-more")
                do {
                    try await withThrowingTaskGroup { group in
                        for _ in 0..<5 { group.addTask { try await fixture.engine.ensureIsolatedNetwork(name) } }
                        try await group.waitForAll()
                    }
                    try await fixture.engine.ensureIsolatedNetwork(name)
                }
                try await fixture.docker("network", "rm", "\(name)-more")
                let listed = try await fixture.docker("network", "ls", "--quiet", "--filter", "name=^\(name)$")
                #expect(listed.split(separator: "\n").count == 1)
                let format = "{{.Driver}} {{index .Options \"com.docker.network.bridge.enable_icc\"}} {{.Labels}}"
                let network = try await fixture.docker("network", "inspect", "--format", format, name)
                #expect(network == "bridge false map[gangway.managed:true]")
            }
        }
    }

    @Test("two containers on an isolated network do not reach each other, each reaches itself")
    func isolation() async throws {
        try await RealEngine.use { fixture in
            try await with(fixture) { name in
                try await fixture.engine.ensureIsolatedNetwork(name)
                var specification = fixture.specification(
                    ["/bin/sh", "-c", "while :; do echo reached | nc -l -p 7777; done"])
                specification.network = name
                let server = try await fixture.run(specification)
                let client = try await fixture.run(specification)
                func address(_ container: ContainerID) async throws -> String {
                    try await fixture.docker(
                        "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        container.description)
                }
                func reach(_ address: String, from container: ContainerID) async throws -> String {
                    let command = ["/bin/sh", "-c", "nc -w 3 \(address) 7777 </dev/null || echo failed"]
                    return try await fixture.output(of: command, in: container).output
                }
                let target = try await address(server)
                try await fixture.wait(for: "server") { try await reach(target, from: server) == "reached\n" }
                #expect(try await reach(target, from: client) == "failed\n")
            }
        }
    }

    @Test("a container whose network never was cannot be started, for that reason; a removed one for another")
    func neverThere() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.network = fixture.newName()
            let container = try await fixture.create(specification)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.start(container) }
            #expect(error?.kind == .networkMissing)
            #expect(error?.detail.contains(specification.network) == true)
            try await fixture.engine.remove(container)
            let gone = await #expect(throws: EngineError.self) { try await fixture.engine.start(container) }
            #expect(gone?.kind == .notRunning)
        }
    }

    @Test("a container whose network is gone stays without, also when another of that name is there")
    func gone() async throws {
        try await RealEngine.use { fixture in
            try await with(fixture) { name in
                try await fixture.engine.ensureIsolatedNetwork(name)
                var specification = fixture.specification()
                specification.network = name
                let container = try await fixture.run(specification)
                try await fixture.engine.stop(container, grace: .zero)
                try await fixture.docker("network", "rm", name)
                for _ in 0..<2 {
                    let error = await #expect(throws: EngineError.self) { try await fixture.engine.start(container) }
                    #expect(error?.kind == .networkMissing)
                    try await fixture.engine.ensureIsolatedNetwork(name)
                }
            }
        }
    }

    @Test(
        "an engine that looks for image and network at once is asked which of them is missing",
        arguments: [(200, 404, .networkMissing), (404, 404, .imageMissing), (200, 200, .imageMissing)]
            as [(Int, Int, EngineError.Kind)])
    func atCreation(image: Int, network: Int, kind: EngineError.Kind) async throws {
        let script = ScriptedServer.engine { line in
            if line.contains("/images/i/json") { return ScriptedServer.http(image, #"{"Id":"sha256:1"}"#) }
            if line.contains("/networks/n ") { return ScriptedServer.http(network, "{}") }
            return ScriptedServer.http(404, #"{"message":"something is missing"}"#)
        }
        try await ScriptedServer.use(script) { server in
            var specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
            specification.network = "n"
            let error = await #expect(throws: EngineError.self) {
                try await server.engine.create(container: "c", specification)
            }
            #expect(error?.kind == kind)
            #expect(error?.detail.hasSuffix("something is missing") == true)
        }
    }
}
