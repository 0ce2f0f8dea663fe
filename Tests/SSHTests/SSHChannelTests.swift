import GatewayTesting
import Glibc
import Model
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(20)))
struct SSHChannelTests {
    @Test(
        "hand-made requests are answered as they should be, and the connection lives on",
        arguments: [
            "exit_status_before_eof", "exit_signal", "many_terminals", "unknown_is_refused", "known_subsystem",
            "small_packets", "malformed_requests", "keepalive_of_a_channel", "no_more_sessions", "close_with_requests",
        ])
    func handMade(name: String) async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("channels", name, server)
        }
    }

    @Test("requests come out in the order they were sent")
    func requestOrder() async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("channels", "request_order", server)
            let events = server.events.withLock { $0 }
            let expected = [
                "login alice", "env LANG", "pty xterm 80x24", "exec hold", "window-change 120x40", "signal INT",
                "break 500", "window-change 132x50", "eow",
            ]
            #expect(Array(events.prefix(expected.count)) == expected)
        }
    }

    @Test("ssh's own terminal and environment arrive, with the terminal's modes")
    func terminal() async throws {
        try await ScriptedServer.serve { _, client in
            // script(1) gives ssh a terminal, whose modes it then sends.
            let command = (client.arguments(["-tt", "-o", "SetEnv=LC_TEST=yes"]) + ["show"]).joined(separator: " ")
            let result = try await Command.run(
                ["script", "-q", "-c", "stty rows 33 columns 77; \(command)", "/dev/null"],
                environment: ["TERM": "vt220"])
            let lines = result.output.split(whereSeparator: \.isNewline).map(String.init)
            #expect(lines.first?.hasPrefix("vt220 77x33 ") == true, "\(result)")
            #expect(lines.contains("LC_TEST=yes"))
            #expect(!result.output.contains("modes 0"))
        }
    }

    @Test("a program's output is whole although the client has ended its input")
    func halfClose() async throws {
        try await ScriptedServer.serve { _, client in
            let input = randomBytes(5 << 20)
            let result = try await client.run("cat", input: input)
            #expect(result.code == 0 && result.standardOutput == input, "\(result.standardError)")
            let empty = try await client.run("cat", options: ["-n"])
            #expect(empty.code == 0 && empty.standardOutput.isEmpty)
        }
    }

    @Test("a writer ends when its reader does")
    func endOfWrite() async throws {
        try await ScriptedServer.serve { server, client in
            let command = (client.arguments() + ["'zeros 100000000000'"]).joined(separator: " ")
            let result = try await Command.bash("\(command) | head -c 1 | wc -c")
            #expect(result.code == 0 && result.output == "1\n", "\(result)")
            #expect(server.events.withLock { $0.contains("eow") })
        }
    }

    /// What a stalled stream may hold (4 MB), and what is in flight beside it.
    private static let allowance = 4 << 20

    @Test("64 MiB go each way beside a stalled reader and a stalled writer, which hold little memory")
    func backPressure() async throws {
        try await ScriptedServer.serve(loops: 1) { server, client in
            // A program that writes to a client that does not read, and a client that writes to a program that does not.
            let reader = try RunningProgram(client.arguments() + ["zeros 100000000000"])
            let writer = try RunningProgram(
                ["bash", "-c", (["exec"] + client.arguments() + ["hold"]).joined(separator: " ") + " < /dev/zero"])
            defer {
                reader.end()
                writer.end()
            }
            try await server.wait(forEvent: "exec zeros 100000000000")
            try await server.wait("a stalled writer") { server in
                await server.buffered().contains { $0.input > 500_000 }
            }
            reader.signal(SIGSTOP)
            let input = randomBytes(64 << 20)
            async let down = client.run("zeros \(64 << 20)")
            let up = try await client.run("cat", input: input)
            #expect(up.code == 0 && up.standardOutput == input, "\(up.standardError)")
            #expect(try await down.standardOutput.count == 64 << 20)
            for held in await server.buffered() {
                #expect(held.input <= Self.allowance && held.output <= Self.allowance, "\(held)")
            }
            reader.signal(SIGCONT)
        }
    }
}
