import GatewayTesting
import Testing

/// What any session must do, whatever way it takes into the container.
@Suite(.timeLimit(.minutes(20)))
struct SessionTests {
    @Test("the first session creates the container, the next one uses the same", arguments: WayIn.allCases)
    func sameContainer(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let first = try await server.client.run("hostname; id -u; pwd; echo $USERNAME $USER_ID")
            #expect(first.output == "\(server.user)\n1000\n/home/user\n\(server.user) 1000\n", "\(first)")
            let before = try await Command.run(["docker", "inspect", "-f", "{{.Id}}", server.container])
            #expect(try await server.client.run("true").code == 0)
            let after = try await Command.run(["docker", "inspect", "-f", "{{.Id}}", server.container])
            #expect(before.code == 0 && before.output == after.output)
        }
    }

    @Test("exit statuses 0 to 255 arrive as they are", arguments: WayIn.allCases)
    func exitStatuses(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            for code in [0, 1, 2, 126, 127, 128, 254, 255] as [Int32] {
                let result = try await server.client.run("exit \(code)")
                #expect(result.code == code, "\(result)")
            }
        }
    }

    @Test("a program ended by a signal gives exit-signal, or 128 and its number where the way cannot tell")
    func signalStatus() async throws {
        try await GangwayServer.with(by: .exec) { server in
            let result = try await server.client.run("kill -TERM $$")
            #expect(result.code == 143, "\(result)")
        }
        try await GangwayServer.with(by: .guest) { server in
            // What ssh makes of an exit-signal is 255; the signal is what a library shows.
            #expect(try await server.client.run("kill -TERM $$").code == 255)
            let result = try await Python.run(
                "exit_signal.py", ["\(server.port)", server.user, server.client.keyPath])
            #expect(result.output == "TERM False\nSEGV True\nKILL False\n", "\(result)")
        }
    }

    @Test("standard output and standard error stay apart without a terminal", arguments: WayIn.allCases)
    func streams(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("echo out; echo err >&2; exit 3")
            #expect(result.output == "out\n" && result.standardError == "err\n" && result.code == 3, "\(result)")
        }
    }

    @Test(
        "all 256 byte values pass both ways without a terminal, and the end of input reaches the program",
        arguments: WayIn.allCases)
    func bytes(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let bytes = (0..<4).flatMap { _ in (0...255).map { UInt8($0) } }
            let result = try await server.client.run("cat; echo done >&2", input: bytes)
            #expect(result.standardOutput == bytes && result.standardError == "done\n", "\(result.code ?? -1)")
        }
    }

    @Test("all 256 byte values pass both ways with a raw terminal", arguments: WayIn.allCases)
    func bytesOnTerminal(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let bytes = (0...255).map { UInt8($0) }
            let result = try await Command.bash(
                """
                out=$(mktemp); in=$(mktemp -u); mkfifo $in
                \(server.client.arguments(["-tt"]).joined(separator: " ")) \
                  'stty raw -echo; echo ready; head -c 256 | od -An -v -tx1' <$in >$out &
                exec 7>$in
                for i in $(seq 100); do grep -q ready $out && break; sleep 0.1; done
                cat >&7
                wait $!
                cat $out; rm -f $out $in
                """, input: bytes)
            let expected = bytes.map { byte in
                let hex = String(byte, radix: 16)
                return hex.count == 1 ? "0" + hex : hex
            }
            let words = result.output.split(whereSeparator: \.isWhitespace).drop { $0 != "ready" }.dropFirst().map(
                String.init)
            #expect(words == expected, "\(result)")
        }
    }

    @Test("output of 30 MB arrives whole, with its exit status after it", arguments: WayIn.allCases)
    func muchOutput(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("head -c 30000000 /dev/zero; exit 5")
            #expect(result.standardOutput.count == 30_000_000 && result.code == 5, "\(result.code ?? -1)")
        }
    }

    @Test("input of 30 MB arrives whole", arguments: WayIn.allCases)
    func muchInput(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let input = [UInt8](repeating: 7, count: 30_000_000)
            let result = try await server.client.run("sleep 1; wc -c", input: input)
            #expect(result.output == "30000000\n", "\(result)")
        }
    }

    @Test("a command line is one string for the login shell, never split again", arguments: WayIn.allCases)
    func commandLine(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("printf '%s|' \"a  b\" 'c\"d' $'e\\nf' '*' \\$HOME; echo $0")
            #expect(result.output == "a  b|c\"d|e\nf|*|$HOME|bash\n" || result.output.hasSuffix("/bash\n"), "\(result)")
        }
    }

    @Test("a command line of nearly 128 KiB arrives whole", arguments: WayIn.allCases)
    func longCommandLine(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let word = String(repeating: "x", count: 131_000)
            let result = try await Command.bash(
                "printf 'echo %131000s | wc -c' '' | tr ' ' ' ' >/dev/null; "
                    + server.client.arguments().joined(separator: " ") + " \"$(cat)\"",
                input: Array("echo \(word) | wc -c".utf8))
            #expect(result.output == "131001\n", "\(result.output) \(result.standardError)")
        }
    }

    @Test("commands on standard input of a shell without a terminal are run", arguments: WayIn.allCases)
    func commandsOnInput(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run(
                "bash", options: ["-T"], input: Array("echo one\necho two >&2\nexit 9\n".utf8))
            #expect(result.output == "one\n" && result.standardError == "two\n" && result.code == 9, "\(result)")
            let shell = try await server.client.run(nil, options: ["-T"], input: Array("echo $0; exit 4\n".utf8))
            #expect(shell.code == 4 && shell.output.contains("bash"), "\(shell)")
        }
    }

    @Test(
        "a background process that holds the output keeps the session until it ends, as sshd does",
        arguments: WayIn.allCases)
    func backgroundOutput(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("(sleep 1; echo late) & echo early")
            #expect(result.output == "early\nlate\n" && result.code == 0, "\(result)")
        }
    }

    @Test("only listed variables are taken from the client", arguments: WayIn.allCases)
    func environment(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run(
                "echo \"$LANG,$LC_TEST,$GIT_PROTOCOL,$LD_PRELOAD,$SECRET\"",
                options: ["-o", "SendEnv=LANG LC_* GIT_PROTOCOL LD_PRELOAD SECRET"],
                environment: [
                    "LANG": "C.UTF-8", "LC_TEST": "x", "GIT_PROTOCOL": "version=2", "SECRET": "no",
                ])
            #expect(result.output == "C.UTF-8,x,version=2,,\n", "\(result)")
        }
    }

    @Test("the session knows both ends of its connection, its home and its shell", arguments: WayIn.allCases)
    func loginEnvironment(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await server.client.run("echo $HOME $USER $LOGNAME $SHELL; echo $SSH_CONNECTION")
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "/home/user user user /bin/bash", "\(result)")
            #expect(lines.last?.hasPrefix("127.0.0.1 ") == true && lines.last?.hasSuffix(" \(server.port)") == true)
        }
    }

    @Test("20 sessions share one connection", arguments: WayIn.allCases)
    func manySessions(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let result = try await Command.bash(
                """
                control=$(mktemp -u)
                ssh="\(server.client.arguments(["-S", "$control"]).joined(separator: " "))"
                $ssh -M -N -f
                for i in $(seq 20); do $ssh "sleep 1; echo $i" & done; wait
                $ssh -O exit 2>/dev/null
                """)
            let numbers = result.output.split(separator: "\n").compactMap { Int($0) }.sorted()
            #expect(numbers == Array(1...20), "\(result)")
        }
    }

    @Test("an unknown subsystem is refused, and the connection lives on", arguments: WayIn.allCases)
    func unknownSubsystem(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Command.bash(
                """
                control=$(mktemp -u)
                ssh="\(server.client.arguments(["-S", "$control"]).joined(separator: " "))"
                $ssh -M -N -f
                $ssh -s netconf; echo "code $?"
                $ssh 'echo alive'
                $ssh -O exit 2>/dev/null
                """)
            #expect(result.output.contains("code 255") || result.output.contains("code 1"), "\(result)")
            #expect(result.output.hasSuffix("alive\n"), "\(result)")
        }
    }
}
