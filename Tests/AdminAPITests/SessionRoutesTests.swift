import Foundation
import GatewayTesting
import Model
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct SessionRoutesTests {
    @Test("sessions are listed with all that is known of them, over curl as over the client")
    func list() async throws {
        try await RunningServer.with { server in
            try server.open("c1-2.0")
            try server.open("c1-3.1", user: "bob")
            let sessions = try await server.client { try await $0.sessions() }
            #expect(sessions.map(\.id) == ["c1-2.0", "c1-3.1"] && sessions.map(\.user) == ["alice", "bob"])
            let first = try #require(sessions.first)
            #expect(first.peer == "192.0.2.7:50000" && first.kind == "exec" && first.command == "make all")
            #expect(first.terminal == .init(columns: 80, rows: 24) && first.wayIn == "guest" && !first.recorded)
            #expect(first.sent == 4096 && first.received == 17 && first.idleSeconds == 1.5)

            let text = try await server.curl(["--fail", "http://gangway/v1/sessions"])
            #expect(try AdminCoding.decoder().decode([SessionEntry].self, from: Data(text.standardOutput)) == sessions)
            let last = try #require(SessionID("c1-3.1"))
            let one = try await server.client { try await $0.session(last) }
            #expect(one == sessions.last)
        }
    }

    @Test("a session is ended once, and who asked for it is told")
    func kill() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0")
            try await server.client { try await $0.kill(id) }
            let killed = server.state.withLock { $0.killed }
            #expect(killed.count == 1 && killed.first?.hasPrefix("c1-2.0 by root(0) pid ") == true)
            #expect(await server.failure({ try await $0.kill(id) }) == "there is no session c1-2.0")
            #expect(server.actions.map(\.name) == [.kill, .kill])
            #expect(server.actions.first?.actor.hasPrefix("root(0) pid ") == true)
            #expect(server.actions.first?.target == "c1-2.0")
        }
    }

    @Test("a message is one line without control characters")
    func message() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0")
            try await server.client { try await $0.message(id, "Going down at 20:00 – save your work") }
            for text in ["", "two\nlines", "\u{1B}[2J", String(repeating: "x", count: 1001)] {
                let refusal = await server.failure({ try await $0.message(id, text) })
                #expect(refusal.contains("one line of 1 to 1000 characters"))
            }
            #expect(server.state.withLock { $0.messages } == ["c1-2.0: Going down at 20:00 – save your work"])
            #expect(server.actions.map(\.detail) == ["Going down at 20:00 – save your work"])
        }
    }

    @Test("what is unknown is refused: ids, parameters, paths, methods")
    func refusals() async throws {
        try await RunningServer.with { server in
            let refused = [
                "sessions/c01-2.0": "400", "sessions/c1-2.0": "404", "sessions?all=true": "400", "nothing": "404",
                "events?since=yesterday": "400", "events?follow": "400", "recordings/c1-2.0": "404",
                "sessions/c1-2.0/watch": "404",
            ]
            for (path, expected) in refused {
                let answer = try await server.curl(["--write-out", "%{http_code}", "http://gangway/v1/\(path)"])
                #expect(answer.output.hasSuffix(expected), "\(path)")
            }
            let delete = try await server.curl(["--include", "-X", "DELETE", "http://gangway/v1/sessions/c1-2.0"])
            #expect(delete.output.contains(" 404 "))
            #expect(server.actions.isEmpty)
        }
    }
}
