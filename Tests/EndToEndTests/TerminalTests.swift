import GatewayTesting
import Testing

/// Sessions with a terminal, with the real `ssh` on a real pseudo-terminal.
@Suite(.timeLimit(.minutes(20)))
struct TerminalTests {
    @Test("the program's first look at the terminal has the client's size and type", arguments: WayIn.allCases)
    func firstSize(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            for (rows, columns) in [(24, 80), (51, 173)] {
                let result = try await Person.play(
                    [.expect("xterm-color")], rows: rows, columns: columns,
                    at: server.client.arguments(["-tt"]) + ["stty size; echo $TERM; test -t 0 && echo tty=$SSH_TTY"],
                    environment: ["TERM": "xterm-color"])
                #expect(result.output.contains("\(rows) \(columns)\r\n"), "\(result)")
                #expect(result.output.contains("tty=/dev/pts/"), "\(result)")
            }
        }
    }

    @Test("a resize reaches the program", arguments: WayIn.allCases)
    func resize(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Person.play(
                [
                    .expect("$ "), .send("stty size\r"), .expect("30 100"), .resize(rows: 40, columns: 120),
                    .send("sleep 1; stty size\r"), .expect("40 120"), .send("exit 6\r"),
                ], rows: 30, columns: 100, at: server.client.arguments())
            #expect(result.code == 6, "\(result)")
        }
    }

    @Test("a login shell opens, and its exit status is the session's", arguments: WayIn.allCases)
    func loginShell(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Person.play(
                [
                    .expect("$ "), .send("shopt -q login_shell && echo log''in; echo $0\r"), .expect("login"),
                    .send("exit 3\r"),
                ], at: server.client.arguments())
            #expect(result.code == 3, "\(result)")
        }
    }

    @Test(
        "a user at a terminal sees the workspace being made, and no trace of it once the shell is there",
        arguments: WayIn.allCases)
    func progress(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Person.play(
                [.expect("Creating your workspace"), .expect("\r\u{1b}[K"), .expect("$ "), .send("exit\r")],
                at: server.client.arguments())
            #expect(result.code == 0, "\(result)")
        }
    }

    @Test("without a terminal nothing is said while the workspace is made", arguments: WayIn.allCases)
    func silence(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("true")
            #expect(result.output.isEmpty && result.standardError.isEmpty && result.code == 0, "\(result)")
        }
    }

    @Test("control-P reaches the program at once", arguments: WayIn.allCases)
    func controlP(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Person.play(
                [.expect("ready"), .send("\u{10}"), .expect("10"), .send("\u{11}"), .expect("11")],
                at: server.client.arguments(["-e", "none", "-tt"]) + [
                    "stty raw -echo; echo ready; for i in 1 2; do head -c 1 | od -An -tx1; done"
                ])
            #expect(result.code == 0, "\(result)")
        }
    }

    @Test("control-C interrupts the foreground program, not the session", arguments: WayIn.allCases)
    func interrupt(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            // The program itself says that it runs: a SIGINT between bash's own echo and its fork would be lost in bash.
            let result = try await Person.play(
                [
                    .expect("$ "), .send("sh -c 'echo g\"\"o; exec sleep 100'\r"), .expect("go"), .send("\u{3}"),
                    .expect("$ "),
                    .send("echo still $?\r"), .expect("still 130"), .send("exit\r"),
                ], at: server.client.arguments())
            #expect(result.code == 0, "\(result)")
        }
    }

    @Test("the client's terminal modes are set before the program starts", arguments: WayIn.allCases)
    func modes(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            // The client's terminal has another erase character and no flow control.
            let ssh = server.client.arguments(["-tt"]).map { "'\($0)'" }.joined(separator: " ")
            let result = try await Person.play(
                [.expect("erase = ^H"), .expect("-ixon")],
                at: ["bash", "-c", "stty erase ^H -ixon; \(ssh) 'stty -a'"])
            #expect(result.code == 0, "\(result)")
        }
    }

    @Test("the end of input on a terminal ends neither the session nor its output", arguments: WayIn.allCases)
    func endOfInput(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("sleep 1; echo later; exit 8", options: ["-tt"])
            #expect(result.output.contains("later") && result.code == 8, "\(result)")
        }
    }
}
