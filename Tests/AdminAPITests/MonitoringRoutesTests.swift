import GatewayTesting
import Model
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct MonitoringRoutesTests {
    @Test("readiness says why not, with the status that load balancers look at")
    func readiness() async throws {
        try await RunningServer.with { server in
            let arguments = ["--write-out", "%{http_code}", "http://gangway/readyz"]
            let ready = try await server.curl(arguments)
            #expect(ready.output == "ready\n200")
            server.state.withLock { $0.obstacle = "the container engine does not answer" }
            #expect(try await server.curl(arguments).output == "the container engine does not answer\n503")
        }
    }

    @Test("the loopback port shows metrics and health, and nothing else")
    func port() async throws {
        let port = try freePort()
        try await RunningServer.with(metrics: SocketAddress(host: "127.0.0.1", port: port)) { server in
            func get(_ path: String) async throws -> CommandResult {
                try await Command.run([
                    "curl", "--silent", "--include", "--retry", "20", "--retry-connrefused",
                    "http://127.0.0.1:\(port)\(path)",
                ])
            }
            let metrics = try await get("/metrics")
            #expect(metrics.output.contains("200 OK") && metrics.output.hasSuffix("up 1\n"))
            #expect(metrics.output.lowercased().contains("content-type: text/plain; version=0.0.4"))
            #expect(try await get("/healthz").output.hasSuffix("ok\n"))
            #expect(try await get("/readyz").output.hasSuffix("ready\n"))
            for path in ["/v1/sessions", "/v1/events", "/"] {
                #expect(try await get(path).output.contains("404"))
            }
            _ = server
        }
    }

    private func freePort() throws -> UInt16 {
        UInt16.random(in: 20_000..<30_000)
    }
}
