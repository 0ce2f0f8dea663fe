import GatewayTesting
import Testing

/// Many sessions in one container.
@Suite(.timeLimit(.minutes(20)))
struct ManySessionsTests {
    @Test(
        "1,000 programs run in one container at once, each ends with its own status, and the guest agent stays small")
    func thousand() async throws {
        try await GangwayServer.with(by: .guest, ["GANGWAY_SSH_MAX_SESSIONS": "100"]) { server in
            #expect(try await server.client.run("true").code == 0)
            let guest = try #require(try await server.guestAgent())
            let result = try await Python.run(
                "many_sessions.py", ["\(server.port)", server.user, server.client.keyPath, "10", "100", "\(guest)"],
                limit: 600)
            let numbers = result.output.split(separator: "\n").compactMap { Int($0) }
            try #require(result.code == 0 && numbers.count == 4, "\(result)")
            #expect(numbers[0] <= 4096, "\(numbers[0]) kB of anonymous memory with 100 sessions")
            #expect(numbers[1] <= 4096, "\(numbers[1]) kB resident with 100 sessions")
            #expect(numbers[2] == 1000 && numbers[3] == 1000, "\(result)")
            #expect(await server.way(ofSession: 1001) == "guest", "\(server.ways.count)")
            #expect(try await server.guestAgent() == guest)
        }
    }
}
