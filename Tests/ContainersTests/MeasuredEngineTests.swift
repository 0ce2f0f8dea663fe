import Containers
import EventLoop
import GatewayTesting
import Model
import Monitoring
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MeasuredEngineTests {
    private let instruments = Instruments(version: "1")
    private let scripted = ScriptedEngine()

    private var engine: MeasuredEngine { MeasuredEngine(scripted, instruments.engine) }

    /// A line of the metrics' text.
    private func value(_ series: String) -> String? {
        String(decoding: instruments.registry.rendered(), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("\(series) ") }.map { String($0.dropFirst(series.utf8.count + 1)) }
    }

    private func calls(_ call: String) -> String? { value("gangway_engine_call_seconds_count{call=\"\(call)\"}") }

    @Test("each call is passed on once and measured under its name")
    func calls() async throws {
        let loop = try EventLoop(label: "test")
        let engine = engine
        _ = try await engine.connect()
        try await engine.pull(image: "gangway-workspace:latest") { _ in }
        _ = try await engine.digest(ofImage: "gangway-workspace:latest")
        try await engine.ensureIsolatedNetwork("net")
        let specification = ContainerSpecification(
            image: "gangway-workspace:latest", hostname: "box", command: ["sleep"])
        let container = try await engine.create(container: "box", specification)
        try await engine.start(container)
        try await engine.unpause(container)
        _ = try await engine.inspect(container: "box")
        _ = try await engine.containers(labelled: "a=b")
        _ = try await engine.usage(of: container)
        _ = try await engine.logs(of: container, tail: 1)
        _ = try await engine.processNames(in: container)
        try await LoopActor(on: loop).perform {
            let stream = try await engine.execute(
                ExecCommand(arguments: ["true"], user: "root"), in: container, on: loop)
            loop.preconditionOnLoop()
            _ = try await engine.state(of: stream.id, on: loop)
            loop.preconditionOnLoop()
        }
        try await engine.resize(ExecID("exec"), to: TerminalSize(columns: 80, rows: 24))
        try await engine.stop(container, grace: .seconds(7))
        try await engine.remove(container)
        _ = try await engine.remove(volume: "home")
        await loop.stop()

        #expect(scripted.graces == [.seconds(7)])
        let names = scripted.calls.map(\.operation.rawValue)
        #expect(Set(names).count == names.count && Set(names) == Set(EngineCall.allCases.map(\.labelValue)))
        for name in names { #expect(calls(name) == "1", "\(name)") }
    }

    @Test("a failure is counted by its kind, measured all the same, and passed on as it is")
    func failures() async throws {
        let failure = EngineError(.conflict, "in the engine's words")
        scripted.fail(.start, with: failure)
        let error = await #expect(throws: EngineError.self) { try await engine.start(ContainerID("box")) }
        #expect(error == failure)
        #expect(value("gangway_engine_errors_total{call=\"start\",error=\"conflict\"}") == "1")
        #expect(value("gangway_engine_errors_total{call=\"start\",error=\"refused\"}") == "0")
        #expect(calls("start") == "1")
    }

    @Test("every way to fail has a count of its own")
    func kinds() async throws {
        let kinds: [EngineError.Kind] = [
            .unreachable, .incompatible, .imageMissing, .conflict, .notRunning, .networkMissing, .outOfSpace, .refused,
        ]
        #expect(kinds.map { EngineFailure($0) }.map(\.rawValue).sorted() == EngineFailure.allCases.map(\.rawValue))
        for kind in kinds {
            scripted.fail(.start, with: EngineError(kind, "x"))
            let error = await #expect(throws: EngineError.self) { try await engine.start(ContainerID("box")) }
            #expect(error?.kind == kind)
            let label = kind.rawValue.replacing("-", with: "_")
            #expect(value("gangway_engine_errors_total{call=\"start\",error=\"\(label)\"}") == "1")
        }
    }

    @Test("containers are counted by state again and again, and are unknown while the engine does not answer")
    func census() async throws {
        scripted.add("one", .running, labels: ["gangway.instance": "here"])
        scripted.add("two", .running, labels: ["gangway.instance": "here"])
        scripted.add("foreign", .running, labels: [:])
        let census = ContainerCensus(scripted, instruments.workspaces, of: "here", every: .milliseconds(20))
        let counting = Task { await census.run() }
        let running = "gangway_containers{state=\"running\"}"
        #expect(await eventually { value(running) == "2" })
        #expect(value("gangway_containers{state=\"exited\"}") == "0")
        for _ in 0..<20_000 { scripted.fail(.list, with: EngineError(.unreachable, "gone")) }
        #expect(await eventually { value(running) == "NaN" })
        counting.cancel()
        await counting.value
    }
}
