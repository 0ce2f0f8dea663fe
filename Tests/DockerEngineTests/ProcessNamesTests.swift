import Containers
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ProcessNamesTests {
    @Test("the processes in a container are told by name, those of the host are not")
    func names() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification(
                ["/bin/sh", "-c", "cp /bin/busybox '/tmp/busybox b'; '/tmp/busybox b' sleep 1000 & sleep 1000 & wait"])
            specification.runsInit = false
            let container = try await fixture.run(specification)
            try await fixture.wait(for: "processes") {
                try await fixture.engine.processNames(in: container).sorted() == ["busybox b", "sh", "sleep"]
            }
            try await fixture.engine.stop(container, grace: .zero)
            for container in [container, ContainerID("nowhere")] {
                let error = await #expect(throws: EngineError.self) {
                    try await fixture.engine.processNames(in: container)
                }
                #expect(error?.kind == .notRunning)
            }
        }
    }

    @Test("a name that a process gave itself steers no terminal, and a row without a name is none")
    func hostile() async throws {
        let answer = #"{"Titles":["PID","COMMAND"],"Processes":[["1","a\u001b[31m\nb"],["2"],[]]}"#
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, answer) }) { server in
            let names = try await server.engine.processNames(in: ContainerID("c"))
            #expect(names == ["a [31m b"])
        }
    }

    @Test("other columns than were asked for are not taken for names")
    func columns() async throws {
        let answer = #"{"Titles":["PID"],"Processes":[["1"]]}"#
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, answer) }) { server in
            let error = await #expect(throws: EngineError.self) {
                try await server.engine.processNames(in: ContainerID("c"))
            }
            #expect(error?.kind == .incompatible)
        }
    }
}
