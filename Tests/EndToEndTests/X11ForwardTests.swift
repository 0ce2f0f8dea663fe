import GatewayTesting
import Testing

/// A real X server here, real X clients in the workspace.
@Suite(.timeLimit(.minutes(20)))
struct X11ForwardTests {
    /// Runs `body` with the environment of an X display that asks for a cookie.
    private func withDisplay(
        _ server: GangwayServer, _ body: ([String: String]) async throws -> Void
    ) async throws {
        let authority = "\(server.state.path)/Xauthority"
        let cookie = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        // Xvfb chooses a display that is free and says which.
        let made = try await Command.run(["xauth", "-q", "-f", authority, "add", ":99", ".", cookie])
        #expect(made.code == 0, "\(made)")
        let process = try BackgroundProcess(
            ["Xvfb", "-displayfd", "1", "-auth", authority, "-nolisten", "tcp"], log: "\(server.state.path)/xvfb")
        guard await eventually({ process.output.split(separator: "\n").contains { Int($0) != nil } }),
            let number = process.output.split(separator: "\n").compactMap({ Int($0) }).first
        else { throw SSHClient.Failure(description: "Xvfb: \(process.output)") }
        _ = try await Command.run(["xauth", "-q", "-f", authority, "add", ":\(number)", ".", cookie])
        do { try await body(["DISPLAY": ":\(number)", "XAUTHORITY": authority]) } catch {
            try await process.end()
            throw error
        }
        try await process.end()
    }

    /// Puts this machine's X client into the workspace, whose image has none.
    private func install(_ server: GangwayServer) async throws {
        _ = try await server.client.run("true")
        try await server.install(["xdpyinfo", "xauth"], libraries: "lib(X|xcb|bsd|md|dmx)")
    }

    @Test("-X and -Y show an X client's window here; the cookie is there for the session, and gone with it")
    func client() async throws {
        try await GangwayServer.with { server in
            try await install(server)
            try await withDisplay(server) { environment in
                for option in ["-Y", "-X"] {
                    let result = try await server.client.run(
                        "echo $DISPLAY; xauth list | wc -l; xdpyinfo | grep -c 'vendor string'", options: [option],
                        environment: environment)
                    #expect(result.output == "localhost:10.0\n1\n1\n", "\(option): \(result)")
                }
                let after = try await server.client.run("xauth list | wc -l; echo [$DISPLAY]")
                #expect(after.output == "0\n[]\n", "\(after)")
            }
        }
    }

    @Test("a client without the cookie does not get through, and two sessions have displays of their own")
    func separate() async throws {
        try await GangwayServer.with { server in
            try await install(server)
            try await withDisplay(server) { environment in
                let result = try await Command.bash(
                    """
                    ssh='\(server.client.arguments(["-Y"]).joined(separator: " "))'
                    $ssh 'echo $DISPLAY; sleep 15' & sleep 2
                    $ssh 'echo $DISPLAY; xdpyinfo | grep -c "vendor string"; XAUTHORITY=/dev/null xdpyinfo >/dev/null 2>&1; echo $?'
                    kill $!; wait
                    """, environment: environment)
                #expect(result.output == "localhost:10.0\nlocalhost:11.0\n1\n1\n", "\(result)")
            }
        }
    }

    @Test("entries of others stay, and one that a killed guest agent left behind goes with the next display")
    func crash() async throws {
        try await GangwayServer.with { server in
            try await install(server)
            try await withDisplay(server) { environment in
                let other = try await server.client.run(
                    "xauth -q add 192.0.2.1:3 . 0123456789abcdef0123456789abcdef; xauth list | wc -l")
                #expect(other.output == "1\n", "\(other)")
                let held = try BackgroundProcess(
                    server.client.arguments(["-Y"]) + ["echo $DISPLAY; sleep 1000"], environment: environment,
                    log: "\(server.state.path)/held")
                #expect(await eventually { held.output.contains("localhost:10.0") })
                let agent = try #require(try await server.guestAgent())
                _ = try await Command.run(["kill", "-9", "\(agent)"])
                _ = try await held.exit(within: .seconds(180))
                #expect(try await server.comesBackToGuestAgent())
                let result = try await server.client.run(
                    "xauth list | wc -l; xdpyinfo | grep -c 'vendor string'", options: ["-Y"],
                    environment: environment)
                #expect(result.output == "2\n1\n", "\(result)")
                let after = try await server.client.run("xauth list | cut -d' ' -f1")
                #expect(after.output == "192.0.2.1:3\n", "\(after)")
            }
        }
    }

    @Test("a display for a single connection takes one")
    func single() async throws {
        try await GangwayServer.with { server in
            let result = try await Python.run(
                "x11_single.py", ["\(server.port)", server.user, server.client.keyPath])
            #expect(result.output == "refused\n1\n", "\(result)")
        }
    }
}
