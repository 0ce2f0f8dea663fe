import Containers
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(20)))
struct ContainerLogTests {
    /// What a container that has run `script` has logged.
    private func logs(_ fixture: RealEngine, of script: String, tail: Int) async throws -> [UInt8] {
        let container = try await fixture.run(fixture.specification(["/bin/sh", "-c", script]))
        try await fixture.wait(for: "exit") { try await fixture.state(of: container) == .exited }
        return try await fixture.engine.logs(of: container, tail: tail)
    }

    @Test("output and error come in order, as bytes, the last lines of them")
    func order() async throws {
        try await RealEngine.use { (fixture) async throws in
            let script = "echo 1; sleep 0.2; echo 2 >&2; sleep 0.2; echo 3; sleep 0.2; printf '4\\r\\303\\251' >&2"
            #expect(try await logs(fixture, of: script, tail: 3) == [UInt8]("2\n3\n4\r\u{e9}".utf8))
            #expect(try await logs(fixture, of: script, tail: 10).count == 10)
            #expect(try await logs(fixture, of: script, tail: 0).isEmpty)
            #expect(try await logs(fixture, of: script, tail: -1).isEmpty, "to the engine that is all of them")
        }
    }

    @Test("of a long log the newest MiB comes, with short lines and with a line that never ends")
    func bound() async throws {
        try await RealEngine.use { fixture in
            let line = String(repeating: "x", count: 999)
            let long = try await logs(fixture, of: "yes \(line) | head -n 3000; echo end", tail: .max)
            #expect(long.count == 1 << 20)
            #expect(String(decoding: long.suffix(1004), as: UTF8.self) == "\(line)\nend\n")
            let endless = try await logs(fixture, of: "head -c 3000000 /dev/zero; printf end", tail: 1000)
            #expect(endless.count == 1 << 20)
            #expect(endless.suffix(4) == [0] + [UInt8]("end".utf8))
        }
    }

    @Test("a missing container has no log")
    func missing() async throws {
        try await RealEngine.use { fixture in
            let error = await #expect(throws: EngineError.self) {
                try await fixture.engine.logs(of: ContainerID("nowhere"), tail: 1)
            }
            #expect(error?.kind == .notRunning)
        }
    }

    @Test("a log that is not in frames is not understood")
    func unframed() async throws {
        try await ScriptedServer.use(ScriptedServer.engine { _ in ScriptedServer.http(200, "plain text") }) { server in
            let error = await #expect(throws: EngineError.self) {
                try await server.engine.logs(of: ContainerID("c"), tail: 1)
            }
            #expect(error?.kind == .incompatible)
        }
    }

    @Test("the end of a log is the same however its stream is cut", arguments: [1, 3, 8, 100, 10_000])
    func pieces(size: Int) throws {
        let payload = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        var stream: [UInt8] = []
        for start in stride(from: 0, to: payload.count, by: 7) {
            let run = payload[start..<min(start + 7, payload.count)]
            stream += [start % 2 == 0 ? 1 : 2, 0, 0, 0, 0, 0, 0, UInt8(run.count)] + run
        }
        for limit in [1, 10, 299, 300, 1000] {
            var tail = LogTail(limit: limit)
            for start in stride(from: 0, to: stream.count, by: size) {
                try tail.append([UInt8](stream[start..<min(start + size, stream.count)]))
            }
            #expect(tail.bytes == payload.suffix(limit))
        }
    }
}
