import GatewayTesting
import Glibc
import Model
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct SSHForwardTests {
    @Test(
        "hand-made forwards and requests are answered as they should be, and the connection lives on",
        arguments: [
            "open_tcp_and_unix", "refusals", "malformed_opens", "many_waiting", "no_requests", "closed_with_data",
            "before_authentication", "no_more_sessions", "reply_order", "malformed_listens", "server_opens",
            "many_server_opens", "late_confirmation",
        ])
    func handMade(name: String) async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("forwards", name, server)
        }
    }

    @Test("forwards have a cap of their own, which counts those that wait for an answer")
    func cap() async throws {
        try await ScriptedServer.serve(
            .with {
                $0.maxForwards = 5
                $0.maxSessions = 2
            }
        ) { server, _ in
            try await PythonScript.run("forwards", "forward_cap", server)
        }
    }

    @Test(
        "what violates the protocol ends the connection and nothing else",
        arguments: [
            "listen_flood", "request_without_a_name", "confirmed_twice", "refused_twice", "confirmed_and_refused",
            "refused_and_confirmed", "confirmed_for_another", "refused_for_another", "confirmed_for_a_session",
            "small_confirmation", "short_confirmation", "short_refusal", "data_before_confirmation",
            "extended_data_before_confirmation", "window_before_confirmation", "end_before_confirmation",
            "close_before_confirmation", "request_before_confirmation", "window_overrun",
        ])
    func violations(name: String) async throws {
        try await ScriptedServer.serve { server, client in
            try await PythonScript.run("forwards", name, server)
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            let ends = server.ends.withLock { $0 }
            guard case .violation? = ends.first, ends.count == 1 else {
                Issue.record("ended as \(ends)")
                return
            }
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("input that nobody takes has a limit over all channels of a connection")
    func unreadInput() async throws {
        try await ScriptedServer.serve(.with { $0.maxUnreadInput = 8 << 20 }) { server, _ in
            try await PythonScript.run("forwards", "unread_input", server)
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0 } == [.violation("too much input that nobody takes")])
        }
    }

    @Test("a forward that is accepted after its client has left is no channel, and harms nothing")
    func acceptedTooLate() async throws {
        try await ScriptedServer.serve { server, client in
            try await PythonScript.run("forwards", "leaves_before_the_answer", server)
            try await server.wait("both answers") { server in
                server.events.withLock { $0.count { $0 == "accepted false" } } == 2
            }
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("an open that the client never answers ends with the connection")
    func openedTooLate() async throws {
        try await ScriptedServer.serve { server, client in
            try await PythonScript.run("forwards", "leaves_without_answering", server)
            try await server.wait(forEvent: "closed")
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("requests for the agent and X11 come out in their turn and can be refused")
    func agentAndX11Requests() async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("forwards", "agent_and_x11_requests", server)
            let events = server.events.withLock { $0 }
            #expect(
                events.dropFirst().prefix(5) == [
                    "agent", "x11 MIT-MAGIC-COOKIE-1 0123456789abcdef 3 true", "agent", "env LANG",
                    "x11 XDM-AUTHORIZATION-1 00 4294967295 false",
                ])
        }
    }
}
