import GatewayTesting
import Glibc
import Testing

/// The server as an administrator meets it.
@Suite(.timeLimit(.minutes(20)))
struct ServerTests {
    @Test("SIGTERM tells sessions at a terminal, ends what is left after the grace, and leaves no process behind")
    func shutdown() async throws {
        try await GangwayServer.with(["GANGWAY_SESSION_SHUTDOWN_GRACE": "1"]) { server in
            _ = try await server.client.run("true")
            let client = try BackgroundProcess(
                server.client.arguments(["-tt"]) + ["sleep 321"], log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "sleep 321") > 0 })
            server.process.signal(SIGTERM)
            #expect(try await server.process.exit(within: .seconds(180)) == 0, "\(server.process.output)")
            #expect(client.output.contains("going down"), "\(client.output)")
            #expect(try await client.exit(within: .seconds(180)) == 255)
            #expect(try await server.processes(with: "sleep 321") == 0)
        }
    }

    @Test("a container of the user's name that Gangway did not make is refused, and left alone")
    func foreignContainer() async throws {
        try await GangwayServer.with { server in
            let made = try await Command.run(
                ["docker", "run", "-d", "--name", server.container, GangwayServer.image, "sleep", "100"])
            #expect(made.code == 0, "\(made)")
            let result = try await server.client.run("true")
            #expect(result.code == 255 && result.standardError.hasPrefix("gangway: "), "\(result)")
            #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
            let state = try await Command.run(["docker", "inspect", "-f", "{{.State.Status}}", server.container])
            #expect(state.output == "running\n")
        }
    }

    @Test("a stopped, paused or removed workspace is there again for the next session, with its files")
    func states() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("echo kept > file").code == 0)
            for action in [["stop", "-t", "1"], ["pause"], ["rm", "-f"], ["kill"]] {
                #expect(try await Command.run(["docker"] + action + [server.container]).code == 0)
                let result = try await server.client.run("cat file")
                #expect(result.output == "kept\n" && result.code == 0, "\(action): \(result)")
            }
        }
    }

    @Test("the home belongs to the workspace's user and has the image's skeleton files")
    func home() async throws {
        try await GangwayServer.with { server in
            let result = try await server.client.run(
                "stat -c '%u %g %a' . .bashrc; ls -A /etc/skel | sort; ls -A | sort")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.count > 2 && lines[0] == "1000 1000 700" && lines[1].hasPrefix("1000 1000"), "\(result)")
            let names = Array(lines.dropFirst(2))
            #expect(names.prefix(names.count / 2).elementsEqual(names.suffix(names.count / 2)), "\(result)")
        }
    }

    @Test("50 first sessions at once create one container")
    func manyFirstSessions() async throws {
        try await GangwayServer.with(["GANGWAY_SSH_MAX_STARTUPS": "100:30:200"]) { server in
            let results = try await withThrowingTaskGroup(of: CommandResult.self) { group in
                for number in 0..<50 { group.addTask { try await server.client.run("echo \(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(results.map(\.output)) == Set((0..<50).map { "\($0)\n" }), "\(results.filter { $0.code != 0 })")
        }
    }

    @Test("no secret and no command is in the log")
    func log() async throws {
        try await GangwayServer.with { server in
            _ = try await server.client.run("echo topsecret123")
            #expect(await eventually { server.process.output.contains("connection closed") })
            #expect(server.process.output.contains("authenticated"))
            #expect(!server.process.output.contains("topsecret123"))
        }
    }

    @Test("host keys are made once, with mode 0600, and stay")
    func hostKeys() async throws {
        try await GangwayServer.with { server in
            let listing = "cd \(server.state.path)/host-keys; stat -c %a *; sha256sum *"
            let before = try await Command.bash(listing)
            // Two servers on one state are refused.
            try await server.process.end()
            let again = try BackgroundProcess(
                [GangwayServer.executable, "serve", "--state", server.state.path],
                environment: ["GANGWAY_LISTEN_PORT": "0", "GANGWAY_LISTEN_ADDRESS": "127.0.0.1"],
                log: "\(server.state.path)/again.log")
            #expect(await eventually { again.output.contains(" listening ") }, "\(again.output)")
            try await again.end()
            let after = try await Command.bash(listing)
            #expect(before.output == after.output && before.output.contains("600\n"))
            _ = try await Command.bash("chmod 644 \(server.state.path)/host-keys/ed25519")
            let refused = try await Command.run(
                [GangwayServer.executable, "serve", "--state", server.state.path],
                environment: ["GANGWAY_LISTEN_PORT": "0"], limit: 120)
            #expect(refused.code == 1 && refused.standardError.contains("chmod 600"), "\(refused)")
        }
    }

    @Test("a second server on the same state is refused, and the first goes on")
    func second() async throws {
        try await GangwayServer.with { server in
            let refused = try await Command.run(
                [GangwayServer.executable, "serve", "--state", server.state.path],
                environment: ["GANGWAY_LISTEN_PORT": "0", "GANGWAY_LISTEN_ADDRESS": "127.0.0.1"])
            #expect(refused.code == 1 && refused.standardError.contains("another server"), "\(refused)")
            let result = try await server.client.run("echo still here")
            #expect(result.output == "still here\n", "\(result)")
        }
    }

    @Test("the server takes as many file descriptors as it may have, whatever it is started with")
    func descriptorLimit() async throws {
        try await GangwayServer.with { server in
            try await server.process.end()
            let again = try BackgroundProcess(
                ["prlimit", "--nofile=300:3000", GangwayServer.executable, "serve", "--state", server.state.path],
                environment: ["GANGWAY_LISTEN_PORT": "0", "GANGWAY_LISTEN_ADDRESS": "127.0.0.1"],
                log: "\(server.state.path)/again.log")
            #expect(await eventually { again.output.contains(" listening ") }, "\(again.output)")
            let limits = try await Command.run(["cat", "/proc/\(again.pid)/limits"])
            let words = limits.output.split(separator: "\n").first { $0.hasPrefix("Max open files") }?
                .split(separator: " ").map(String.init)
            #expect(words?.dropFirst(3).prefix(2) == ["3000", "3000"], "\(limits)")
            try await again.end()
        }
    }
}
