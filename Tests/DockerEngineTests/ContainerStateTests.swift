import Containers
import GatewayTesting
import Testing

/// Every state a container can be found in, and what may be done with it then.
@Suite(.timeLimit(.minutes(20)))
struct ContainerStateTests {
    private static let command = ExecCommand(arguments: ["/bin/true"], user: "user")

    private func expectNotRunning(_ fixture: RealEngine, _ container: ContainerID) async {
        let error = await #expect(throws: EngineError.self) {
            try await fixture.attach(Self.command, in: container)
        }
        #expect(error?.kind == .notRunning)
    }

    @Test("a missing container is nil, runs nothing, cannot be started, and is removed already")
    func missing() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            #expect(try await fixture.engine.inspect(container: name) == nil)
            await expectNotRunning(fixture, ContainerID(name))
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.start(ContainerID(name)) }
            #expect(error?.kind == .notRunning)
            try await fixture.engine.remove(ContainerID(name))
        }
    }

    @Test("a created container has its labels, and runs nothing yet")
    func created() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            var specification = fixture.specification()
            specification.labels = ["gangway.test": "a b", "x": ""]
            let container = try await fixture.create(named: name, specification)
            let status = try #require(try await fixture.engine.inspect(container: name))
            #expect(status.id == container)
            #expect(status.state == .created)
            // The image's own come with them.
            #expect(status.labels.filter { $0.key != "gangway.test-image" } == specification.labels)
            await expectNotRunning(fixture, container)
        }
    }

    @Test("a container is found by its name, not by the beginning of its identifier")
    func identifier() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.create()
            let beginning = String(container.description.prefix(12))
            #expect(try await fixture.docker("inspect", "--format", "{{.Id}}", beginning) == container.description)
            #expect(try await fixture.engine.inspect(container: beginning) == nil)
        }
    }

    @Test("starting twice is starting, and a running container runs commands")
    func running() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            try await fixture.engine.start(container)
            #expect(try await fixture.state(of: container) == .running)
            #expect(try await fixture.output(of: ["/bin/true"], in: container).state == .exited(code: 0))
            try await fixture.engine.unpause(container)
        }
    }

    @Test("an exited container runs nothing, cannot be unpaused, and starts again")
    func exited() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            try await fixture.docker("kill", container.description)
            try await fixture.wait(for: "exited") { try await fixture.state(of: container) == .exited }
            await expectNotRunning(fixture, container)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.unpause(container) }
            #expect(error?.kind == .notRunning)
            try await fixture.engine.start(container)
            #expect(try await fixture.output(of: ["/bin/true"], in: container).state == .exited(code: 0))
        }
    }

    @Test("a container tells how it ended, and which image it is made from; one that runs has not ended")
    func ended() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run(fixture.specification(["/bin/sh", "-c", "sleep 1; exit 42"]))
            let running = try #require(try await fixture.engine.inspect(container: container.description))
            #expect(running.ended == nil)
            #expect(running.image == (try await fixture.docker("inspect", "--format", "{{.Id}}", TestImage.name)))
            try await fixture.wait(for: "exited") { try await fixture.state(of: container) == .exited }
            let status = try await fixture.engine.inspect(container: container.description)
            #expect(status?.ended == .init(exitCode: 42))
        }
    }

    @Test("a container that needed more memory than it may have tells so")
    func outOfMemory() async throws {
        try await RealEngine.use { fixture in
            // The engine hears of it apart from the end, and where the machine is busy sometimes too late.
            var ends: [Bool] = []
            while ends.count < 10, ends.last != true {
                var specification = fixture.specification(["/bin/tail", "/dev/zero"])
                specification.memory = 16 << 20
                let container = try await fixture.run(specification)
                try await fixture.wait(for: "exited") { try await fixture.state(of: container) == .exited }
                let ended = try await fixture.engine.inspect(container: container.description)?.ended
                #expect(ended?.exitCode == 137)
                ends.append(ended?.isOutOfMemory == true)
            }
            #expect(ends.last == true, "\(ends)")
        }
    }

    @Test("a container that could not be started tells why")
    func cannotStart() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification(["/nowhere/program"])
            specification.runsInit = false
            let container = try await fixture.create(specification)
            #expect(try await fixture.engine.inspect(container: container.description)?.ended == nil)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.start(container) }
            #expect(error?.kind == .refused)
            let ended = try await fixture.engine.inspect(container: container.description)?.ended
            #expect(ended?.error.contains("/nowhere/program") == true)
            #expect(ended?.exitCode == 127)
        }
    }

    @Test("a paused container runs nothing until it is unpaused; twice is once")
    func paused() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            try await fixture.docker("pause", container.description)
            #expect(try await fixture.state(of: container) == .paused)
            await expectNotRunning(fixture, container)
            try await fixture.engine.unpause(container)
            try await fixture.engine.unpause(container)
            #expect(try await fixture.output(of: ["/bin/true"], in: container).state == .exited(code: 0))
        }
    }

    @Test("a restarting container runs nothing")
    func restarting() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            let container = ContainerID(
                try await fixture.docker(
                    "run", "--detach", "--name", name, "--network", "none", "--restart", "always", TestImage.name,
                    "/bin/false"))
            fixture.willRemove(container)
            // The pause between two starts doubles; after six it is long enough to act in.
            try await fixture.wait(for: "restarting") {
                let count = try await fixture.docker("inspect", "--format", "{{.RestartCount}}", name)
                let state = try await fixture.state(of: container)
                return (Int(count) ?? 0) >= 5 && state == .restarting
            }
            await expectNotRunning(fixture, container)
        }
    }

    @Test("a running container is removed with its anonymous volumes, also by two at once and once more")
    func removed() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            let container = ContainerID(
                try await fixture.docker(
                    "run", "--detach", "--name", name, "--network", "none", "--volume", "/data", TestImage.name,
                    "/bin/sleep", "1000"))
            let volume = try await fixture.docker("inspect", "--format", "{{(index .Mounts 0).Name}}", name)
            let engine = fixture.engine
            async let first: Void = engine.remove(container)
            async let second: Void = engine.remove(container)
            _ = try await (first, second)
            try await fixture.wait(for: "removal") { try await engine.inspect(container: name) == nil }
            try await engine.remove(container)
            #expect(try await !fixture.docker("volume", "ls", "--quiet").contains(volume))
        }
    }
}
