import Containers
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ContainerStopTests {
    @Test("a main command that ends at SIGTERM ends by itself, long before its grace is over")
    func willing() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run(
                fixture.specification(["/bin/sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.1; done"]))
            try await fixture.wait(for: "trap") {
                try await fixture.output(of: ["/bin/ps"], in: container).output.contains("sleep 0.1")
            }
            try await fixture.engine.stop(container, grace: .seconds(1000))
            let status = try await fixture.engine.inspect(container: container.description)
            #expect(status?.state == .exited)
            #expect(status?.ended == .init(exitCode: 7))
        }
    }

    @Test("a main command that ignores SIGTERM lives through its grace, and then ends by SIGKILL")
    func unwilling() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run(
                fixture.specification(["/bin/sh", "-c", "trap 'echo no' TERM; while :; do sleep 0.1; done"]))
            try await fixture.wait(for: "trap") {
                try await fixture.output(of: ["/bin/ps"], in: container).output.contains("sleep 0.1")
            }
            let begin = ContinuousClock.now
            try await fixture.engine.stop(container, grace: .milliseconds(2500))
            #expect(begin.duration(to: .now) >= .milliseconds(2500), "the grace is rounded up, not down")
            let status = try await fixture.engine.inspect(container: container.description)
            #expect(status?.state == .exited)
            #expect(status?.ended == .init(exitCode: 137))
            #expect(try await fixture.engine.logs(of: container, tail: 10) == [UInt8]("no\n".utf8))
        }
    }

    @Test("a paused container is stopped as well")
    func paused() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            try await fixture.docker("pause", container.description)
            try await fixture.engine.stop(container, grace: .seconds(1))
            #expect(try await fixture.state(of: container) == .exited)
        }
    }

    @Test("stopping what does not run, or is not there, is done already")
    func idle() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.create()
            try await fixture.engine.stop(container, grace: .zero)
            #expect(try await fixture.state(of: container) == .created)
            try await fixture.engine.start(container)
            try await fixture.engine.stop(container, grace: .zero)
            try await fixture.engine.stop(container, grace: .seconds(-5))
            #expect(try await fixture.state(of: container) == .exited)
            try await fixture.engine.remove(container)
            try await fixture.engine.stop(container, grace: .seconds(1))
        }
    }

    @Test(
        "a grace is asked for in whole seconds, rounded up, between none and an hour",
        arguments: [
            (.zero, 0), (.milliseconds(1), 1), (.seconds(10), 10), (.milliseconds(10_001), 11), (.seconds(-1), 0),
            (.seconds(Int64.max), 3600),
        ] as [(Duration, Int)])
    func seconds(grace: Duration, seconds: Int) async throws {
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(204) }) { server in
            try await server.engine.stop(ContainerID("c"), grace: grace)
            #expect(
                server.requests.withLock { $0.last } == "POST /v1.41/containers/c/stop?t=\(seconds) HTTP/1.1")
        }
    }
}
