import GatewayTesting
import Glibc
import Testing

/// Which way sessions take into a workspace, and what becomes of them where its guest agent fails.
@Suite(.timeLimit(.minutes(20)))
struct GuestAgentTests {
    @Test("the log tells the way of each session", arguments: WayIn.allCases)
    func log(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let plain = try await server.client.run("true")
            let terminal = try await server.client.run("true", options: ["-tt"])
            #expect(plain.code == 0 && terminal.code == 0, "\(plain)\n\(terminal)")
            #expect(await server.way(ofSession: 2) != nil, "\(server.process.output)")
            #expect(server.ways == [way.rawValue, way.rawValue])
        }
    }

    @Test(
        "a guest agent that is killed ends its sessions in words, and their programs; the next go by a new guest agent")
    func killed() async throws {
        try await GangwayServer.with { server in
            let plain = try BackgroundProcess(
                server.client.arguments() + ["echo up; exec sleep 321"], log: "\(server.state.path)/plain")
            let terminal = try BackgroundProcess(
                server.client.arguments(["-tt"]) + ["echo up; sleep 321; true"], log: "\(server.state.path)/terminal")
            #expect(await eventually { plain.output.contains("up") && terminal.output.contains("up") })

            let first = try #require(try await server.guestAgent())
            kill(first, SIGKILL)
            for client in [plain, terminal] {
                #expect(try await client.exit(within: .seconds(180)) == 255)
                #expect(client.output.contains("gangway: your workspace"), "\(client.output)")
            }
            #expect(try await eventually { try await server.processes(with: "sleep 321") == 0 })

            // The workspace is the same one all along, and works at once.
            #expect(try await server.client.run("echo $((6 * 7))").output == "42\n")
            #expect(try await server.comesBackToGuestAgent(), "\(server.process.output)")
            let second = try await server.guestAgent()
            #expect(second != nil && second != first)
            #expect(server.process.output.split(separator: "\n").count { $0.contains("container created") } == 1)
        }
    }

    @Test("a gateway that is killed leaves no program behind, at a terminal or without one, unless they are to be kept")
    func gatewayKilled() async throws {
        for (choice, isLeft) in [("terminate", false), ("keep", true)] {
            try await GangwayServer.with(by: .guest, ["GANGWAY_SESSION_ON_DISCONNECT": choice]) { server in
                let clients = try [[], ["-tt"]].enumerated().map { number, options in
                    // Not to be ended by a closed pipe or terminal alone.
                    try BackgroundProcess(
                        server.client.arguments(options) + ["trap '' HUP; echo up; sleep 32\(number); true"],
                        log: "\(server.state.path)/client\(number)")
                }
                #expect(await eventually { clients.allSatisfy { $0.output.contains("up") } })
                server.process.signal(SIGKILL)
                for client in clients { #expect(try await client.exit(within: .seconds(180)) == 255) }
                if isLeft {
                    try await Task.sleep(for: .seconds(3))
                    #expect(try await server.processes(with: "sleep 320") > 0)
                } else {
                    #expect(try await eventually { try await server.processes(with: "sleep 32") == 0 })
                }
                #expect(try await server.guestAgent() != nil)
            }
        }
    }

    @Test("a workspace's user can neither end the guest agent nor reach its socket, nor change its executable")
    func outOfReach() async throws {
        try await GangwayServer.with(by: .guest) { server in
            _ = try await server.client.run("true")
            let before = try await server.guestAgent()
            let result = try await server.client.run(
                """
                set -- $(ps -eo pid=,user=,comm= | awk '$2 == "root" { print $1 }')
                echo $#
                for pid; do
                    kill -KILL $pid 2>/dev/null && echo "$pid killed"
                    cat /proc/$pid/environ >/dev/null 2>&1 && echo "$pid read"
                done
                ls /.gangway/run >/dev/null 2>&1 && echo listed
                for change in 'rm -f' 'chmod 777' 'touch' 'mv -f -t /tmp'; do
                    $change /.gangway/guest 2>/dev/null && echo "$change"
                    $change /.gangway/run/guest.sock 2>/dev/null && echo "$change"
                done
                echo end
                """)
            // Init, the supervisor and the serving process.
            #expect(result.output == "3\nend\n", "\(result)")
            let after = try await server.guestAgent()
            #expect(after != nil && before == after)
        }
    }

    @Test("past a guest agent that does not answer sessions go by exec, until it answers again")
    func stopped() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("true").code == 0)
            #expect(await server.way(ofSession: 1) == "guest")

            let guest = try #require(try await server.guestAgent())
            kill(guest, SIGSTOP)
            for (number, options) in [[], ["-tt"]].enumerated() {
                let result = try await server.client.run("echo fine; exit 3", options: options)
                #expect(result.output.hasPrefix("fine") && result.code == 3, "\(result)")
                #expect(await server.way(ofSession: number + 2) == "exec")
            }
            let notices = server.process.output.split(separator: "\n").filter { $0.contains("guest agent not used") }
            #expect(!notices.isEmpty && notices.allSatisfy { $0.contains("does not answer") }, "\(notices)")

            kill(guest, SIGCONT)
            #expect(try await server.comesBackToGuestAgent(), "\(server.process.output)")
            #expect(try await server.guestAgent() == guest)
        }
    }

    @Test("with way_in guest nothing else is taken: without an answer the session fails in words")
    func forced() async throws {
        try await GangwayServer.with(by: .guest) { server in
            #expect(try await server.client.run("true").code == 0)
            let guest = try #require(try await server.guestAgent())
            kill(guest, SIGSTOP)
            let stopped = try await server.client.run("true")
            #expect(stopped.code == 255 && stopped.standardError.hasPrefix("gangway: your workspace"), "\(stopped)")
            #expect(stopped.standardError.split(separator: "\n").count == 1, "\(stopped)")
            kill(guest, SIGCONT)
            #expect(
                try await eventually {
                    try await Task.sleep(for: .seconds(1))
                    return try await server.client.run("true").code == 0
                })
            #expect(server.ways.allSatisfy { $0 == "guest" }, "\(server.ways)")

            try await replaceContainer(of: server, labels: [])
            let without = try await server.client.run("true")
            #expect(without.code == 255 && without.standardError.hasPrefix("gangway: your workspace"), "\(without)")
        }
    }

    @Test(
        "a workspace that was made without a guest agent, or runs something else in its place, is entered by exec",
        arguments: [[], ["gangway.guest=true"]])
    func withoutGuestAgent(labels: [String]) async throws {
        try await GangwayServer.with { server in
            try await replaceContainer(of: server, labels: labels)
            let result = try await server.client.run("hostname; exit 3")
            #expect(result.output == "older\n" && result.code == 3, "\(result)")
            let terminal = try await server.client.run("tty", options: ["-tt"])
            #expect(terminal.output.hasPrefix("/dev/pts/") && terminal.code == 0, "\(terminal)")
            #expect(await server.way(ofSession: 2) == "exec" && server.ways == ["exec", "exec"])
            #expect(server.process.output.contains("guest agent not used") == !labels.isEmpty)
        }
    }

    /// Puts a container in the workspace's place that Gangway takes for its own, but whose main command is no guest
    /// agent.
    private func replaceContainer(of server: GangwayServer, labels: [String]) async throws {
        _ = try await Command.run(["docker", "rm", "-f", server.container])
        let labels = ["gangway.managed=true", "gangway.owner=\(server.user)"] + labels
        let made = try await Command.run(
            ["docker", "run", "-d", "--init", "--network", "none", "--name", server.container, "--hostname", "older"]
                + labels.flatMap { ["--label", $0] } + [GangwayServer.image, "sleep", "600"])
        try #require(made.code == 0, "\(made)")
    }
}
