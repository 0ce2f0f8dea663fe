import GatewayTesting
import Glibc
import Testing

/// What happens in the container when a client is gone.
@Suite(.timeLimit(.minutes(20)))
struct DisconnectTests {
    /// The ways a client may run a program before it is killed.
    enum Situation: String, CaseIterable, CustomTestStringConvertible {
        case plain, terminal, inputClosed, ignoresHangup, terminalIgnoresHangup
        var testDescription: String { rawValue }

        var options: [String] { self == .terminal || self == .terminalIgnoresHangup ? ["-tt"] : [] }
        var command: String {
            switch self {
            case .ignoresHangup, .terminalIgnoresHangup: "trap '' HUP; sleep 321; true"
            case .inputClosed: "exec <&-; sleep 321"
            default: "sleep 321"
            }
        }
    }

    @Test("a killed client leaves no process in the container", arguments: Situation.allCases, WayIn.allCases)
    func killedClient(situation: Situation, way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let client = try BackgroundProcess(
                server.client.arguments(situation.options) + [situation.command], log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "sleep 321") > 0 })
            client.signal(SIGKILL)
            #expect(try await eventually(within: .seconds(180)) { try await server.processes(with: "sleep 321") == 0 })
            #expect(try await server.processes(with: "trap ''") == 0)
        }
    }

    @Test("a writer whose client is gone is ended", arguments: WayIn.allCases)
    func writer(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let client = try BackgroundProcess(
                ["bash", "-c", server.client.arguments().joined(separator: " ") + " 'yes 321' | sleep 100"],
                log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "yes 321") > 0 })
            _ = try await Command.run(["pkill", "-KILL", "-f", "ssh.*\(server.user)@127.0.0.1 yes 321"])
            #expect(try await eventually(within: .seconds(180)) { try await server.processes(with: "yes 321") == 0 })
            client.signal(SIGKILL)
        }
    }

    @Test(
        "what a user detached on purpose lives on",
        arguments: ["setsid sleep 654", "tmux new -d 'sleep 654'", "nohup sh -c 'sleep 654; true'"], WayIn.allCases)
    func detached(command: String, way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let client = try BackgroundProcess(
                server.client.arguments() + ["\(command) >/dev/null 2>&1 </dev/null & sleep 321"],
                log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "sleep 321") > 0 })
            #expect(try await eventually { try await server.processes(with: "sleep 654") > 0 })
            client.signal(SIGKILL)
            #expect(try await eventually(within: .seconds(180)) { try await server.processes(with: "sleep 321") == 0 })
            #expect(try await server.processes(with: "sleep 654") > 0)
        }
    }

    @Test("a command that was put into the background with nohup outlives its session", arguments: WayIn.allCases)
    func nohup(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("nohup sleep 654 >/dev/null 2>&1 </dev/null &")
            #expect(result.code == 0)
            #expect(try await server.processes(with: "sleep 654") > 0)
        }
    }

    @Test("with on_disconnect keep, a command without a terminal lives on, as under sshd", arguments: WayIn.allCases)
    func keep(way: WayIn) async throws {
        try await GangwayServer.with(by: way, ["GANGWAY_SESSION_ON_DISCONNECT": "keep"]) { server in
            _ = try await server.client.run("true")
            let client = try BackgroundProcess(
                server.client.arguments() + ["sleep 321"], log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "sleep 321") > 0 })
            client.signal(SIGKILL)
            #expect(await eventually { server.process.output.contains("connection closed") })
            try await Task.sleep(for: .seconds(3))
            #expect(try await server.processes(with: "sleep 321") > 0)
        }
    }

    @Test("a reader that stops reading ends the writer: ssh host yes | head -1", arguments: WayIn.allCases)
    func closedPipe(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Command.bash(
                server.client.arguments().joined(separator: " ") + " 'yes 321' | head -1")
            #expect(result.output == "321\n" && result.code == 0, "\(result)")
            #expect(try await eventually(within: .seconds(180)) { try await server.processes(with: "yes 321") == 0 })
        }
    }

    @Test("a signal request reaches the program's process group", arguments: WayIn.allCases)
    func signalRequest(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Python.run(
                "send_signal.py",
                [
                    "\(server.port)", server.user, server.client.keyPath,
                ])
            #expect(result.output == "ready\ngot USR1\n" && result.code == 0, "\(result)")
        }
    }
}
