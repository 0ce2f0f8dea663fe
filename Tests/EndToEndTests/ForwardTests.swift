import GatewayTesting
import Testing

/// Ports and Unix sockets, both ways, with OpenSSH's client.
@Suite(.timeLimit(.minutes(20)))
struct ForwardTests {
    @Test("-L reaches a service on the workspace's loopback: 20 at once, 8 MB both ways, half-close kept")
    func local() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("127.0.0.1:8080")
            let here = "\(server.state.path)/l.sock"
            let ssh = try ends.forward(["-L", "\(here):localhost:8080"])
            let large = try await ends.askOutside(here, bytes: 8 << 20)
            #expect(large.output == "1 of 1\n", "\(large) \(ssh.output)")
            let many = try await ends.askOutside(here, bytes: 200_000, count: 20)
            #expect(many.output == "20 of 20\n", "\(many) \(ssh.output)")
            try await ssh.end()
            #expect(await eventually { server.process.output.contains("forward opened") })
        }
    }

    @Test("-L starts a workspace that is not there")
    func localStarts() async throws {
        try await GangwayServer.with { server in
            let result = try await server.client.run(nil, options: Self.stdio("127.0.0.1:9"))
            #expect(result.code == 255 && result.standardError.contains("Connection refused"), "\(result)")
            #expect(try await server.inContainer("id -u").output == "1000\n")
        }
    }

    @Test("Unix sockets are forwarded both ways, also beside ports")
    func sockets() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("/home/user/inside.sock")
            let outside = "\(server.state.path)/outside.sock"
            let service = try await ends.serveOutside(outside)
            let here = "\(server.state.path)/l.sock"
            let ssh = try ends.forward([
                "-L", "\(here):/home/user/inside.sock", "-R", "/home/user/r.sock:\(outside)", "-R", "9001:\(outside)",
            ])
            let local = try await ends.askOutside(here, bytes: 1 << 20, count: 3)
            #expect(local.output == "3 of 3\n", "\(local) \(ssh.output)")
            let remote = try await ends.askInside("/home/user/r.sock", bytes: 1 << 20, count: 3)
            #expect(remote.output == "3 of 3\n", "\(remote) \(ssh.output)")
            let port = try await ends.askInside("127.0.0.1:9001", bytes: 1 << 20, count: 3)
            #expect(port.output == "3 of 3\n", "\(port) \(ssh.output)")
            let mode = try await server.inContainer("stat -c %a:%u /home/user/r.sock")
            #expect(mode.output == "600:1000\n", "\(mode)")
            try await ssh.end()
            let isGone = try await eventually { try await server.inContainer("test -e /home/user/r.sock").code == 1 }
            #expect(isGone, "the socket goes with its connection")
            try await service.end()
        }
    }

    @Test("-R takes a given port or chooses one; one is cancelled, the others live on")
    func remote() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            let outside = "\(server.state.path)/outside.sock"
            let service = try await ends.serveOutside(outside)
            let control = "\(server.state.path)/c.sock"
            let ssh = try ends.forward(["-M", "-S", control, "-R", "9001:\(outside)", "-R", "9002:\(outside)"])
            #expect(try await ends.askInside("127.0.0.1:9001", bytes: 4 << 20).output == "1 of 1\n", "\(ssh.output)")
            #expect(try await ends.askInside("127.0.0.1:9002", count: 20).output == "20 of 20\n", "\(ssh.output)")

            func tell(_ command: String, _ forward: String) async throws -> CommandResult {
                try await server.client.run(nil, options: ["-S", control, "-O", command, "-R", forward])
            }
            let chosen = try await tell("forward", "0:\(outside)")
            let port = try #require(Int(chosen.output.trimmingPrefix(" ").prefix { $0.isNumber }), "\(chosen)")
            #expect(try await ends.askInside("127.0.0.1:\(port)").output == "1 of 1\n", "\(ssh.output)")
            #expect(try await tell("cancel", "9001:\(outside)").code == 0)
            let refused = try await server.inContainer("python3 -c \(Self.connect(9001))")
            #expect(refused.standardError.contains("Connection refused"), "\(refused)")
            #expect(try await ends.askInside("127.0.0.1:9002").output == "1 of 1\n", "\(ssh.output)")

            let taken = try await server.client.run(
                "true", options: ["-o", "ExitOnForwardFailure=yes", "-N", "-R", "9002:\(outside)"])
            #expect(taken.code == 255 && taken.standardError.contains("remote port forwarding failed"), "\(taken)")
            // Nothing is left behind by a client that was killed.
            ssh.signal(9)
            let isFree = try await eventually {
                try await server.inContainer("python3 -c \(Self.connect(9002))").standardError.contains("refused")
            }
            #expect(isFree)
            try await service.end()
        }
    }

    /// ssh tells the server's words at this level only.
    private static func stdio(_ target: String) -> [String] { ["-o", "LogLevel=INFO", "-W", target] }

    private static func connect(_ port: Int) -> String {
        "'import socket; socket.create_connection((\"127.0.0.1\", \(port)))'"
    }

    @Test("a forward's listener is on the loopback, unless gateway_ports says otherwise")
    func gatewayPorts() async throws {
        for (setting, expected) in [("no", "0100007F"), ("yes", "00000000"), ("clientspecified", "00000000")] {
            try await GangwayServer.with(["GANGWAY_FORWARDING_GATEWAY_PORTS": setting]) { server in
                let result = try await server.client.run(
                    "sleep 1; grep ' 0A ' /proc/net/tcp | grep -o '[0-9A-F]*:2329'",
                    options: ["-R", "*:9001:127.0.0.1:9"])
                #expect(result.output == "\(expected):2329\n", "\(setting): \(result)")
            }
        }
    }

    @Test("-D reaches the workspace's own names and ports")
    func dynamic() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            try await server.write("served inside", to: "page")
            _ = try await Command.run([
                "docker", "exec", "-d", "-u", "1000:1000", "-w", "/home/user", server.container, "python3", "-m",
                "http.server", "--bind", "0.0.0.0", "8081",
            ])
            let port = try GangwayServer.freePort()
            let ssh = try ends.forward(["-D", "127.0.0.1:\(port)"])
            for host in ["127.0.0.1", "localhost", server.user] {
                let page = try await Command.run([
                    "curl", "-sS", "--retry", "60", "--retry-all-errors", "--retry-delay", "1", "--socks5-hostname",
                    "127.0.0.1:\(port)", "http://\(host):8081/page",
                ])
                #expect(page.output == "served inside", "\(host): \(page) \(ssh.output)")
            }
            try await ssh.end()
        }
    }

    @Test("what cannot be reached is refused at once in sshd's words, and the connection lives on")
    func refusals() async throws {
        try await GangwayServer.with { server in
            for (target, words) in [
                ("127.0.0.1:9", "connect failed: Connection refused"),
                ("no-such-host.invalid:80", "connect failed: Name or service not known"),
            ] {
                let result = try await server.client.run(nil, options: Self.stdio(target))
                #expect(result.code == 255 && result.standardError.contains(words), "\(result)")
            }
            let here = "\(server.state.path)/l.sock"
            let ends = try await ForwardEnds(server)
            let ssh = try ends.forward(["-L", "\(here):/nowhere.sock", "-L", "\(here)2:/root/closed.sock"])
            _ = try await ends.askOutside(here)
            _ = try await ends.askOutside(here + "2")
            #expect(ssh.isRunning)
            #expect(ssh.output.contains("connect failed: No such file or directory"), "\(ssh.output)")
            #expect(ssh.output.contains("connect failed: Permission denied"), "\(ssh.output)")
            try await ssh.end()
        }
    }

    @Test("a policy refuses at once, and what it allows works")
    func policy() async throws {
        let settings = [
            "GANGWAY_FORWARDING_PERMIT_OPEN": "127.0.0.1:8080", "GANGWAY_FORWARDING_PERMIT_LISTEN": "9001",
            "GANGWAY_FORWARDING_STREAMLOCAL": "remote", "GANGWAY_FORWARDING_AGENT": "false",
            "GANGWAY_FORWARDING_X11": "false",
        ]
        try await GangwayServer.with(settings) { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("127.0.0.1:8080")
            try await ends.serveInside("/home/user/inside.sock")
            let here = "\(server.state.path)/l.sock"
            let ssh = try ends.forward(["-L", "\(here):127.0.0.1:8080", "-L", "\(here)2:/home/user/inside.sock"])
            #expect(try await ends.askOutside(here).output == "1 of 1\n", "\(ssh.output)")
            _ = try await ends.askOutside(here + "2")
            #expect(ssh.output.contains("administratively prohibited: open failed"), "\(ssh.output)")
            try await ssh.end()
            for target in ["127.0.0.1:8081", "localhost:8080"] {
                let result = try await server.client.run(nil, options: Self.stdio(target))
                #expect(result.code == 255 && result.standardError.contains("administratively prohibited"), "\(result)")
            }
            for (port, code) in [(9001, 0), (9002, 255)] as [(Int, Int32)] {
                let result = try await server.client.run(
                    "sleep 1", options: ["-o", "ExitOnForwardFailure=yes", "-R", "\(port):127.0.0.1:9"])
                #expect(result.code == code, "\(port): \(result)")
            }
            let session = try await server.client.run(
                "echo [$SSH_AUTH_SOCK] [$DISPLAY]", options: ["-A", "-Y"],
                environment: ["SSH_AUTH_SOCK": "/dev/null", "DISPLAY": ":99"])
            #expect(session.output == "[] []\n", "\(session)")
            #expect(await eventually { server.process.output.contains("forward refused") })
        }
    }

    @Test("without a guest agent a port of the workspace is reached by its address; the rest is refused with a reason")
    func withoutGuestAgent() async throws {
        try await GangwayServer.with(by: .exec) { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("0.0.0.0:8080")
            let here = "\(server.state.path)/l.sock"
            let ssh = try ends.forward(["-L", "\(here):localhost:8080"])
            let result = try await ends.askOutside(here, bytes: 1 << 20, count: 5)
            #expect(result.output == "5 of 5\n", "\(result) \(ssh.output)")
            try await ssh.end()
            let other = try await server.client.run(nil, options: Self.stdio("example.org:80"))
            #expect(other.code == 255 && other.standardError.contains("has no guest agent"), "\(other)")
            let remote = try await server.client.run(
                "sleep 1", options: ["-o", "ExitOnForwardFailure=yes", "-R", "9001:127.0.0.1:9"])
            #expect(remote.code == 255, "\(remote)")
        }
    }

    @Test("a user's own policy goes before the gateway's")
    func usersPolicy() async throws {
        try await GangwayServer.with { server in
            let narrowed = try await server.gangway(["user", "forwarding", server.user, "--tcp", "no"])
            #expect(narrowed.code == 0, "\(narrowed)")
            let refused = try await server.client.run(nil, options: Self.stdio("127.0.0.1:9"))
            #expect(refused.standardError.contains("administratively prohibited"), "\(refused)")
            #expect(try await server.gangway(["user", "forwarding", server.user, "--default"]).code == 0)
            let allowed = try await server.client.run(nil, options: Self.stdio("127.0.0.1:9"))
            #expect(allowed.standardError.contains("Connection refused"), "\(allowed)")
        }
    }
}
