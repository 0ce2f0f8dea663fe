import Foundation
import GatewayTesting
import Glibc
import Testing

/// The life of workspaces with real programs in them: what keeps one, what stops it, and that it comes back.
@Suite(.timeLimit(.minutes(20)))
struct WorkspaceLifeTests {
    /// Idle ones are stopped soon, and what a stop's grace is used up by ends soon.
    private static let hasty =
        "workspace:\n  idle_stop: 6\n  sweep_interval: 1\n  stop_grace: 8\n  keep_alive: [keeper]\n"

    /// A program that goes on in the background after its session.
    private func detach(_ command: String, by client: SSHClient) async throws {
        let result = try await client.run("setsid nohup \(command) >/dev/null 2>&1 </dev/null & sleep 0.5")
        #expect(result.code == 0, "\(result)")
    }

    private func stopsAsIdle(_ user: String, at server: GangwayServer) async throws -> Bool {
        guard try await eventually({ try await !server.isRunning(user) }) else { return false }
        return await eventually {
            server.log.split(separator: "\n").contains {
                $0.contains("container stopped") && $0.contains("user=\(user)") && $0.contains("cause=idle")
            }
        }
    }

    @Test("each sign of life alone keeps a workspace while an unused one is stopped as idle, and its end stops it")
    func signs() async throws {
        try await GangwayServer.with(file: Self.hasty) { server in
            // Other signs first: who is here early must be kept for longer.
            let session = try await server.addUser()
            let clientInIt = try BackgroundProcess(
                session.arguments() + ["echo up; exec sleep 3210"], log: "\(server.state.path)/session")
            #expect(await eventually { clientInIt.output.contains("up") })

            let forward = try await server.addUser()
            try await detach(Self.listener(7171), by: forward)
            let stdio = try BackgroundProcess(
                forward.arguments(["-W", "127.0.0.1:7171"]), log: "\(server.state.path)/forward")
            #expect(await eventually { stdio.output.contains("reached") }, "\(stdio.output)")

            let busy = try await server.addUser()
            try await detach("sh -c 'while :; do :; done'", by: busy)
            let kept = try await server.addUser()
            #expect(try await kept.run("cp /bin/sleep keeper").code == 0)
            try await detach("./keeper 3210", by: kept)
            let multiplexed = try await server.addUser()
            #expect(try await multiplexed.run("tmux new -d 'sleep 3210'").code == 0)
            let held = try await server.addUser()
            let hold = try await held.run("gangway-guest hold 1h")
            #expect(hold.code == 0, "\(hold)")
            let heldByAdministrator = try await server.addUser()
            #expect(try await heldByAdministrator.run("true").code == 0)
            #expect(try await server.gangway(["workspace", "hold", heldByAdministrator.user, "8h"]).code == 0)
            let visited = try await server.addUser()
            try await detach(Self.listener(7172), by: visited)
            let address = try await server.inspect(
                visited.user, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
            let visitor = try BackgroundProcess(
                ["bash", "-c", "exec 3<>/dev/tcp/\(address)/7172; read -u 3 line; echo $line; exec sleep 3210"],
                log: "\(server.state.path)/visitor")
            #expect(await eventually { visitor.output.contains("reached") }, "\(visitor.output)")

            let kinds: [(SSHClient, sign: String)] = [
                (session, "1 session"), (forward, "1 forward"), (busy, "processor at"), (kept, "process keeper"),
                (multiplexed, "tmux"), (visited, "port 7172 in use"), (held, ""), (heldByAdministrator, ""),
            ]
            // Twice the whole time of an unused one has passed for all of them.
            for _ in 0..<2 {
                #expect(try await server.client.run("true").code == 0)
                #expect(try await stopsAsIdle(server.user, at: server))
            }
            for (client, sign) in kinds {
                #expect(try await server.isRunning(client.user), "\(sign)")
                let life = try await server.shown("life", of: client.user)
                if sign.isEmpty {
                    // A busy machine may make a sign of a start here, too.
                    #expect(life.hasPrefix("stops in ") || life.hasPrefix("busy because: processor"), "\(life)")
                    #expect(try await server.shown("held until", of: client.user).contains("T"))
                } else {
                    #expect(life.hasPrefix("busy because: ") && life.contains(sign), "\(sign): \(life)")
                    // No other sign than this one, but for what a busy machine makes of a start.
                    let others = life.dropFirst("busy because: ".count).split(separator: ", ").filter {
                        !$0.contains(sign) && !$0.hasPrefix("processor")
                    }
                    #expect(others.isEmpty, "\(life)")
                }
            }

            // Each one's end stops it.
            clientInIt.signal(SIGKILL)
            stdio.signal(SIGKILL)
            visitor.signal(SIGKILL)
            try await server.docker("exec", "user-\(busy.user)", "pkill", "-f", "while :")
            try await server.docker("exec", "user-\(kept.user)", "pkill", "-x", "keeper")
            try await server.docker("exec", "-u", "1000", "user-\(multiplexed.user)", "tmux", "kill-server")
            #expect(try await held.run("gangway-guest hold off").code == 0)
            #expect(try await server.gangway(["workspace", "hold", heldByAdministrator.user, "off"]).code == 0)
            for (client, sign) in kinds { #expect(try await stopsAsIdle(client.user, at: server), "\(sign)") }
        }
    }

    /// Says "reached" to who connects, and keeps the connection.
    private static func listener(_ port: Int) -> String {
        """
        python3 -c 'import socket, time
        s = socket.create_server(("", \(port))); c = []
        while True: c.append(s.accept()[0]); c[-1].sendall(b"reached\\n")'
        """
    }

    @Test("who comes while a workspace is being stopped waits, and gets a session")
    func arrival() async throws {
        try await GangwayServer.with(file: Self.hasty.replacing("idle_stop: 6", with: "idle_stop: never")) { server in
            try await detach(
                "sh -c 'trap \"touch told; sleep 3; exit\" TERM; while :; do sleep 0.1; done'", by: server.client)
            let before = try await server.inspect(server.user, "{{.State.StartedAt}}")
            async let stop = server.gangway(["workspace", "stop", server.user])
            #expect(await eventually { FileManager.default.fileExists(atPath: "\(server.home)/told") })
            async let plain = server.client.run("echo here")
            async let terminal = server.client.run("echo here", options: ["-tt"])
            let results = try await (plain, terminal, stop)
            #expect(results.0.output == "here\n" && results.0.code == 0, "\(results.0)")
            #expect(results.1.output.hasSuffix("here\r\n") && results.1.code == 0, "\(results.1)")
            #expect(results.2.code == 0, "\(results.2)")
            #expect(try await server.inspect(server.user, "{{.State.StartedAt}}") != before)
        }
    }

    @Test("a stop tells those who have sessions and ends them; the next login works")
    func stop() async throws {
        try await GangwayServer.with { server in
            let clients = try [[], ["-tt"]].enumerated().map { number, options in
                try BackgroundProcess(
                    server.client.arguments(options) + ["echo up; sleep 321; true"],
                    log: "\(server.state.path)/client\(number)")
            }
            #expect(await eventually { clients.allSatisfy { $0.output.contains("up") } })
            let stopped = try await server.gangway(["workspace", "stop", server.user])
            #expect(stopped.code == 0 && stopped.output.contains("stopped the workspace of"), "\(stopped)")
            for client in clients {
                #expect(try await client.exit(within: .seconds(180)) == 255)
                #expect(client.output.contains("An administrator stops your workspace."), "\(client.output)")
            }
            #expect(try await !server.isRunning(server.user))
            #expect(await eventually { server.log.contains("cause=\"by root") }, "\(server.log.suffix(1000))")
            #expect(try await server.client.run("echo back").output == "back\n")
        }
    }

    @Test("a killed gateway's successor goes on with the idle clock where it was")
    func clock() async throws {
        let file = "workspace:\n  idle_stop: 3000\n  sweep_interval: 1\nprofiles:\n  brief:\n    idle_stop: 3\n"
        try await GangwayServer.with(file: file) { server in
            struct Shown: Decodable {
                let since: Date
                let stopsAt: Date
            }
            func shown() async throws -> Shown {
                let decoder = JSONDecoder()
                decoder.dateDecodingStrategy = .iso8601
                decoder.keyDecodingStrategy = .convertFromSnakeCase
                let show = try await server.gangway(["workspace", "show", "--json", server.user])
                return try decoder.decode(Shown.self, from: Data(show.standardOutput))
            }
            let client = server.client
            #expect(try await client.run("true").code == 0)
            #expect(await eventually { server.log.contains("session ended") })
            let ended = Date.now
            // Sweeps that stop another one have kept this one's life, too.
            let brief = try await server.addUser(profile: "brief")
            for _ in 0..<2 {
                #expect(try await brief.run("true").code == 0)
                #expect(try await stopsAsIdle(brief.user, at: server))
            }
            let before = try await shown()
            try await server.restart(by: SIGKILL)
            #expect(
                try await eventually {
                    try await server.shown("life").hasPrefix("stops in")
                })
            let after = try await shown()
            #expect(abs(after.since.timeIntervalSince(before.since)) < 1.5)
            #expect(after.stopsAt < ended.addingTimeInterval(3000 + 2))
            #expect(try await client.run("echo fine").output == "fine\n")
        }
    }

    @Test("a workspace whose container was killed or removed is there again for the next login")
    func gone() async throws {
        try await GangwayServer.with(file: "workspace:\n  sweep_interval: 1\n") { server in
            #expect(try await server.client.run("echo kept > file").code == 0)
            for action in [["kill"], ["rm", "-f"], ["stop", "-t", "0"]] {
                for isNoticed in [false, true] {
                    let ends = server.log.split(separator: "\n").count { $0.contains("container ended") }
                    #expect(try await Command.run(["docker"] + action + [server.container]).code == 0)
                    if isNoticed {
                        #expect(
                            await eventually {
                                server.log.split(separator: "\n").count { $0.contains("container ended") } > ends
                            })
                    }
                    let result = try await server.client.run("cat file")
                    #expect(result.output == "kept\n" && result.code == 0, "\(action): \(result)")
                }
            }
        }
    }

    @Test("a network that is gone is named in a sentence, and made again it serves")
    func networkGone() async throws {
        try await GangwayServer.with(file: "workspace:\n  network: gangway-test-USER\n") { server in
            let network = "gangway-test-\(server.user)"
            try await server.docker("network", "create", network)
            #expect(try await server.client.run("echo kept > file").code == 0)
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            try await server.docker("network", "rm", network)
            let refused = try await server.client.run("true")
            #expect(refused.code == 255, "\(refused)")
            #expect(refused.standardError.hasPrefix("gangway: your workspace's network is missing"), "\(refused)")
            #expect(refused.standardError.contains("administrator"), "\(refused)")
            try await server.docker("network", "create", network)
            let result = try await server.client.run("cat file")
            #expect(result.output == "kept\n", "\(result)\n\(server.log.suffix(2000))")
            _ = try await Command.run(["docker", "rm", "-f", server.container])
            _ = try await Command.run(["docker", "network", "rm", network])
        }
    }

    @Test("without its image a workspace starts as it is; one that must be made says what is missing")
    func imageGone() async throws {
        try await GangwayServer.with(file: "workspace:\n  image: localhost:1/gangway-test-USER:1\n") { server in
            let image = "localhost:1/gangway-test-\(server.user):1"
            try await server.docker("tag", GangwayServer.image, image)
            #expect(try await server.client.run("echo kept > file").code == 0)
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            try await server.docker("rmi", image)
            #expect(try await server.client.run("cat file").output == "kept\n")
            try await server.docker("rm", "-f", server.container)
            let refused = try await server.client.run("true")
            #expect(refused.code == 255, "\(refused)")
            #expect(refused.standardError.hasPrefix("gangway: the workspace image is missing"), "\(refused)")
            try await server.docker("tag", GangwayServer.image, image)
            #expect(try await server.client.run("cat file").output == "kept\n")
            _ = try await Command.run(["docker", "rm", "-f", server.container])
            _ = try await Command.run(["docker", "rmi", image])
        }
    }

    @Test("the container of a user who was removed goes with the next sweep, the home stays")
    func ownerGone() async throws {
        try await GangwayServer.with(file: "workspace:\n  sweep_interval: 1\n") { server in
            let other = try await server.addUser()
            for client in [server.client, other] { #expect(try await client.run("echo kept > file").code == 0) }
            #expect(try await server.gangway(["user", "remove", other.user]).code == 0)
            #expect(try await eventually { try await server.inspect(other.user, "{{.Id}}").isEmpty })
            let file = try await Command.run(["cat", "\(server.state.path)/homes/\(other.user)/file"])
            #expect(file.output == "kept\n")
            #expect(try await server.isRunning(server.user))
        }
    }

    @Test("hooks are told of each step as JSON, and a create hook's refusal is what the user reads")
    func hooks() async throws {
        let folder = try TemporaryFolder()
        let script = """
            #!/bin/sh
            input=$(cat)
            printf '%s\\n' "$input" >>\(folder.path)/calls
            case $input in *'"event":"create"'*'-0"'*) echo 'come back on Monday' >&2; exit 1;; esac
            """
        let hook = try folder.write(script, to: "hook", mode: 0o755)
        let events = ["create", "start", "stop", "remove"]
        let file = "hooks:\n" + events.map { "  \($0): [\"\(hook)\"]\n" }.joined()
        try await GangwayServer.with(file: file) { server in
            let other = try await server.addUser()
            let refused = try await other.run("true")
            #expect(refused.code == 255 && refused.standardError == "gangway: come back on Monday\n", "\(refused)")
            #expect(try await server.inspect(other.user, "{{.Id}}").isEmpty)

            #expect(try await server.client.run("true").code == 0)
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            #expect(try await server.client.run("true").code == 0)
            #expect(try await server.gangway(["workspace", "remove", server.user, "--yes"]).code == 0)
            struct Call: Decodable {
                let event: String
                let user: String
                let workspace: String
            }
            func calls() throws -> [Call] {
                try String(contentsOfFile: "\(folder.path)/calls", encoding: .utf8).split(separator: "\n")
                    .map { try JSONDecoder().decode(Call.self, from: Data($0.utf8)) }
                    .filter { $0.user == server.user }
            }
            #expect(try await eventually { try calls().count == 6 })
            #expect(try calls().map(\.event) == ["create", "start", "stop", "start", "stop", "remove"])
            #expect(try calls().allSatisfy { $0.workspace == server.container })
        }
    }

    @Test("where all places are taken a user waits in line with the place shown, and gets in when one is free")
    func line() async throws {
        try await GangwayServer.with(file: "quota:\n  running: 1\n") { server in
            #expect(try await server.client.run("true").code == 0)
            let other = try await server.addUser()
            let waiting = try BackgroundProcess(
                other.arguments(["-tt"]) + ["echo in''side"], log: "\(server.state.path)/waiting")
            #expect(await eventually { waiting.output.contains("you are number 1 in line") }, "\(waiting.output)")
            #expect(try await server.inspect(other.user, "{{.Id}}").isEmpty)
            #expect(try await server.client.run("echo fine").output == "fine\n")
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            #expect(try await waiting.exit(within: .seconds(180)) == 0, "\(waiting.output)")
            #expect(waiting.output.hasSuffix("inside\r\n"), "\(waiting.output)")
        }
    }

    @Test("with when_full: refuse who finds no place is told so at once, until one is free")
    func full() async throws {
        try await GangwayServer.with(file: "quota:\n  running: 1\n  when_full: refuse\n") { server in
            #expect(try await server.client.run("true").code == 0)
            let other = try await server.addUser()
            let refused = try await other.run("true")
            #expect(refused.code == 255 && refused.standardError.contains("all places are taken"), "\(refused)")
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            #expect(try await other.run("echo inside").output == "inside\n")
            #expect(try await server.client.run("true").code == 255)
        }
    }
}
