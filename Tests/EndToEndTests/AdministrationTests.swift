import Foundation
import GatewayTesting
import Testing

/// The commands of administrators against a server that serves real sessions, on its machine and by ssh.
@Suite(.timeLimit(.minutes(20)))
struct AdministrationTests {
    private static let on = ["GANGWAY_RECORDING_SESSIONS": "terminals", "GANGWAY_RECORDING_NOTICE": "false"]

    private struct Listed: Decodable {
        let id: String
        let user: String
        let kind: String
        let command: String?
        let recorded: Bool
    }

    /// A session with a terminal that runs `command`, once it is listed.
    private func open(
        _ command: String, at server: GangwayServer, size: (rows: Int, columns: Int) = (24, 80)
    ) async throws -> (client: BackgroundProcess, id: String) {
        let log = "\(server.state.path)/client-\(UInt32.random(in: .min ... .max)).log"
        let ssh = (server.client.arguments(["-tt"]) + ["'\(command)'"]).joined(separator: " ")
        let client = try BackgroundProcess(
            ["script", "-qfec", "stty rows \(size.rows) cols \(size.columns); exec \(ssh)", "/dev/null"], log: log)
        var id: String?
        let isListed = try await eventually {
            id = try await sessions(of: server).first { $0.command == command && $0.recorded }?.id
            return id != nil
        }
        guard isListed, let id else { throw SSHClient.Failure(description: "no session: \(client.output)") }
        return (client, id)
    }

    private func sessions(of server: GangwayServer) async throws -> [Listed] {
        let result = try await server.gangway(["sessions", "--json"])
        guard result.code == 0 else { throw SSHClient.Failure(description: "\(result)") }
        return try JSONDecoder().decode([Listed].self, from: Data(result.standardOutput))
    }

    @Test("sessions are listed, shown, told something and ended, and each of these is an event")
    func sessions() async throws {
        try await GangwayServer.with(Self.on) { server in
            let (client, id) = try await open("echo begun; sleep 600", at: server)
            let table = try await server.gangway(["sessions"])
            #expect(table.output.hasPrefix("ID ") && table.output.contains("echo begun; sleep 600"), "\(table)")
            let shown = try await server.gangway(["session", "show", id])
            #expect(shown.output.contains("user       \(server.user)\n"), "\(shown)")
            let told = try await server.gangway(["session", "message", id, "save", "your", "work"])
            #expect(told.code == 0, "\(told)")
            #expect(await eventually { client.output.contains("save your work") })
            let killed = try await server.gangway(["session", "kill", id])
            #expect(killed.code == 0, "\(killed)")
            #expect(try await client.exit(within: .seconds(120)) != nil)
            #expect(try await eventually { try await sessions(of: server).isEmpty })
            let again = try await server.gangway(["session", "kill", id])
            #expect(again.code == 1 && again.standardError == "Error: there is no session \(id)\n", "\(again)")

            let events = try await server.gangway(["tail", "--json", "--kind", "admin", "--since", "1h"])
            for word in ["session.message", "session.kill", "save your work", "root(0) pid "] {
                #expect(events.output.contains(word), "\(word): \(events)")
            }
            let lines = try await server.gangway(["tail", "--user", server.user])
            #expect(lines.output.contains(id) && !lines.output.contains("\u{1B}"), "\(lines)")
            let verified = try await server.gangway(["log", "verify"])
            #expect(verified.code == 0, "\(verified)")
        }
    }

    @Test("a watcher sees the screen in a viewport of its own, and leaves by q with its terminal as it was")
    func watch() async throws {
        try await GangwayServer.with(Self.on) { server in
            let (client, id) = try await open("printf ready; sleep 600", at: server, size: (10, 40))
            #expect(await eventually { client.output.contains("ready") })
            let watch = "\(GangwayServer.executable) watch \(id) --state \(server.state.path)"
            let script = """
                before=$(stty -a | tail -n +2); \(watch); code=$?
                [ "$before" = "$(stty -a | tail -n +2)" ] && echo left $code
                """
            // A larger terminal: the border shows where the session's ends, the last row its size.
            let result = try await Person.play(
                [
                    .expect("│"), .expect("┘"), .expect("40x10"), .expect("ready"),
                    .resize(rows: 30, columns: 100), .expect("ready"), .expect("│"), .expect("┘"), .expect("40x10"),
                    .send("x q"), .expect("\u{1B}[?1049l"), .expect("left 0"),
                ], rows: 20, columns: 60, at: ["bash", "-c", script])
            #expect(result.code == 0, "\(result)")
            let isOpen = try await sessions(of: server).count == 1
            #expect(isOpen, "the session goes on")
            try await client.end()
        }
    }

    @Test("two watchers see a session to its end, also one whose terminal is smaller")
    func watchers() async throws {
        try await GangwayServer.with(Self.on) { server in
            let (client, id) = try await open(
                "printf waiting; until test -e go; do sleep 0.2; done; printf finished; sleep 2", at: server)
            let watch = [GangwayServer.executable, "watch", id, "--state", server.state.path]
            let steps: [Person.Step] = [
                .expect("waiting"), .expect("finished"), .expect("\u{1B}[?1049l"),
                .expect("the session \(id) has ended"),
            ]
            async let small = Person.play(steps, rows: 10, columns: 40, at: watch)
            async let equal = Person.play(steps, rows: 25, columns: 80, at: watch)
            let areThere = try await eventually {
                let events = try await server.gangway(["tail", "--json", "--kind", "admin", "--since", "1h"])
                return events.output.components(separatedBy: "watch.begin").count == 3
            }
            #expect(areThere)
            try await server.write("", to: "go")
            let results = try await [small, equal]
            #expect(results.allSatisfy { $0.code == 0 }, "\(results)")
            #expect(results.first?.output.contains("shown: ") == true)
            _ = try await client.exit(within: .seconds(60))
        }
    }

    @Test("a signal ends a watcher with its terminal as it was", arguments: ["TERM": 143, "HUP": 129, "INT": 130])
    func signal(name: String, code: Int) async throws {
        try await GangwayServer.with(Self.on) { server in
            let (client, id) = try await open("printf ready; sleep 600", at: server)
            let watch = "\(GangwayServer.executable) watch \(id) --state \(server.state.path)"
            let pid = "\(server.state.path)/pid"
            let script = """
                terminal=$(tty); before=$(stty -a)
                (until stty -F $terminal -a | grep -q -- ' -icanon'; do sleep 0.2; done; kill -\(name) $(cat \(pid))) &
                sh -c 'echo $$ >\(pid); exec \(watch)'; code=$?
                [ "$before" = "$(stty -a)" ] && echo restored $code
                """
            let result = try await Person.play(
                [.expect("\u{1B}[?1049h"), .expect("\u{1B}[?1049l"), .expect("restored \(code)")],
                at: ["bash", "-c", script])
            #expect(result.code == 0, "\(result)")
            try await client.end()
        }
    }

    @Test("recordings are listed, replayed, searched and exported")
    func recordings() async throws {
        try await GangwayServer.with(Self.on) { server in
            let seen = try await server.client.run("printf 'needle in hay\\r\\nsecond\\r\\n'", options: ["-tt"])
            var id: String?
            let isThere = try await eventually {
                let list = try await server.gangway(["recordings"])
                let line = list.output.split(separator: "\n").first { $0.contains(" ended ") }
                id = line?.split(separator: " ").first.map(String.init)
                return id != nil
            }
            #expect(isThere)
            let recording = try #require(id)
            let played = try await server.gangway(["replay", recording])
            #expect(played.code == 0 && seen.output.hasSuffix(played.output) && played.output.contains("needle"))

            let play = [GangwayServer.executable, "replay", recording, "--state", server.state.path]
            let person = try await Person.play(
                [.expect("needle"), .expect("at its end"), .send("q"), .expect("\u{1B}[?1049l")],
                at: play + ["--speed", "10", "--idle-limit", "0.5"])
            #expect(person.code == 0, "\(person)")

            let isFound = try await eventually {
                try await server.gangway(["search", "needle in hay"]).output.contains("> needle in hay")
            }
            #expect(isFound)
            let nothing = try await server.gangway(["search", "no such text anywhere"])
            #expect(nothing.code == 1 && nothing.standardError == "nothing was found\n", "\(nothing)")

            let file = "\(server.state.path)/export.cast"
            let exported = try await server.gangway(["export", recording, "-o", file])
            #expect(exported.code == 0, "\(exported)")
            let second = try await server.gangway(["export", recording, "-o", file])
            #expect(second.code == 1 && second.standardError.contains("File exists"), "\(second)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix("{") && text.contains("needle in hay"))
        }
    }

    @Test("administrators have the same by ssh, as themselves, and users do not")
    func ssh() async throws {
        try await GangwayServer.with(Self.on) { server in
            let admin = try await server.addAdmin()
            let (client, id) = try await open("printf ready; sleep 600", at: server)
            let sessions = try await admin.run("sessions")
            #expect(sessions.code == 0 && sessions.output.contains(id), "\(sessions)")
            let watched = try await Person.play(
                [.expect("ready"), .send("q"), .expect("\u{1B}[?1049l")],
                at: admin.arguments(["-tt"]) + ["watch \(id)"])
            #expect(watched.code == 0, "\(watched)")
            let prompted = try await Person.play(
                [
                    .expect("gangway> "), .send("sessions\r"), .expect(id), .expect("gangway> "), .send("tail -f\r"),
                    .expect("watch"), .send("\u{3}"), .expect("gangway> "), .send("exit\r"),
                ], at: admin.arguments(["-tt"]))
            #expect(prompted.code == 130, "\(prompted)")
            for forbidden in ["serve", "user list", "export \(id) -o /tmp/x", "sessions --socket /tmp/x", "/bin/sh"] {
                let result = try await admin.run(forbidden)
                #expect(result.code == 64, "\(forbidden): \(result)")
            }
            let killed = try await admin.run("kill \(id)")
            #expect(killed.code == 0, "\(killed)")
            #expect(try await client.exit(within: .seconds(120)) != nil)
            let events = try await server.gangway(["tail", "--json", "--kind", "admin.action", "--since", "1h"])
            let kill = events.output.split(separator: "\n").first { $0.contains("session.kill") } ?? ""
            #expect(kill.contains("\"actor\":\"\(admin.user)\""), "\(events)")
            let user = try await server.client.run("sessions")
            #expect(user.code == 127, "\(user)")
        }
    }
}
