import Foundation
import GatewayTesting
import Recording
import Testing

@testable import GangwayCLI

/// The commands that speak to a server, where there is none, and what needs none.
@Suite(.timeLimit(.minutes(20))) struct AdminCommandTests {
    @Test("without a server each command says so in one sentence that names the socket")
    func noServer() async throws {
        let gangway = try Gangway()
        let commands = [
            ["sessions"], ["session", "show", "c1-2.0"], ["session", "kill", "c1-2.0"],
            ["session", "message", "c1-2.0", "hello"], ["tail"], ["recordings"], ["replay", "c1-2.0"],
            ["search", "text"], ["export", "c1-2.0"],
        ]
        for command in commands {
            let result = try await Command.run(
                [Gangway.executable()] + command, environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 1, "\(command): \(result)")
            let sentence = "Error: no server answers at \(gangway.state)/admin.sock; start one with gangway serve"
            #expect(result.standardError.hasPrefix(sentence), "\(command): \(result)")
        }
        let named = try await gangway.run("sessions", "--socket", "/nonexistent/sock")
        #expect(named.standardError.contains("no server answers at /nonexistent/sock"))
    }

    @Test("what has no terminal cannot watch")
    func watch() async throws {
        let result = try await Gangway().run("watch", "c1-2.0")
        #expect(result.code == 1 && result.standardError.contains("must be a terminal (ssh -t)"))
    }

    @Test("wrong words are refused with what is right")
    func words() async throws {
        let gangway = try Gangway()
        let id = try await gangway.run("watch", "7")
        #expect(id.code == 64 && id.standardError.contains("looks like c12-7.2"))
        let since = try await gangway.run("tail", "--since", "yesterday")
        #expect(since.code == 64 && since.standardError.contains("such as 10m"))
        let from = try await gangway.run("replay", "c1-2.0", "--from", "a minute")
        #expect(from.code == 64 && from.standardError.contains("12:30"))
        let speed = try await gangway.run("replay", "c1-2.0", "--speed", "0")
        #expect(speed.code == 64)
    }

    @Test("an administrator's flag is set, shown and taken back")
    func flag() async throws {
        let gangway = try Gangway()
        let added = try await gangway.succeed("user", "add", "carol", "--admin")
        #expect(added.contains("added the administrator carol"))
        try await gangway.succeed("user", "add", "alice")
        let table = try await gangway.succeed("user", "list").split(separator: "\n").map(String.init)
        #expect(table.contains { $0.hasPrefix("carol") && $0.contains("admin") })
        #expect(table.contains { $0.hasPrefix("alice") && !$0.contains("admin") })
        let shown = try await gangway.succeed("user", "show", "carol")
        #expect(shown.contains("role        administrator"))
        let changed = try await gangway.succeed("user", "admin", "carol", "no")
        #expect(changed == "carol is a plain user from the next login on\n")
        let json = try await gangway.succeed("user", "show", "carol", "--json")
        #expect(json.contains("\"admin\" : false"))
    }

    @Test("administrators by ssh get the session commands and nothing else")
    func adminShell() async throws {
        let gangway = try Gangway()
        func shell(_ line: String) async throws -> CommandResult {
            try await Command.run(
                [Gangway.executable(), "admin-shell", "--actor", "carol", "--socket", "/nonexistent/sock"],
                environment: ["GANGWAY_STATE": gangway.state, "SSH_ORIGINAL_COMMAND": line])
        }
        let sessions = try await shell("sessions --json")
        #expect(sessions.code == 1 && sessions.standardError.contains("no server answers at /nonexistent/sock"))
        let forbidden = [
            "serve", "user list", "key list carol", "check-config", "log verify", "admin-shell --actor root",
            "sessions --socket /tmp/other", "sessions --state /tmp", "tail --config /etc/shadow",
            "export c1-2.0 -o /tmp/file", "export c1-2.0 --output=/tmp/file", "sh", "'unclosed",
        ]
        for line in forbidden {
            let result = try await shell(line)
            #expect(result.code == 64, "\(line): \(result)")
        }
        let help = try await shell("help")
        #expect(help.code == 0 && help.output.contains("watch") && !help.output.contains("serve"))
        let prompted = try await Command.run(
            [Gangway.executable(), "admin-shell", "--actor", "carol", "--socket", "/nonexistent/sock"],
            input: Array("help\n\nuser list\nexit\nhelp\n".utf8))
        #expect(prompted.code == 64 && prompted.output.components(separatedBy: "OVERVIEW").count == 2)
    }

    @Test("shells are given completions that they take", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let script = try await Gangway().succeed("--generate-completion-script", shell)
        for word in ["sessions", "watch", "replay", "idle-limit"] { #expect(script.contains(word)) }
        #expect(!script.contains("admin-shell"))
        guard shell == "bash" else { return }
        let checked = try await Command.run(["bash", "-n"], input: Array(script.utf8))
        #expect(checked.code == 0, "\(checked)")
    }

    @Test("log verify needs no server: a sound log passes, a changed line is named")
    func verify() async throws {
        let gangway = try Gangway()
        let folder = gangway.folder.path + "/log"
        let log = try EventLog(folder: folder)
        for number in 1...3 { log.write(SessionEvent(kind: .logFailing(cause: "\(number)"))) }
        await log.close()
        let sound = try await gangway.succeed("log", "verify", "--folder", folder)
        #expect(sound == "3 events in 1 file are as they were written, 1 to 3\n")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".jsonl") })
        let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        try text.replacing("\"2\"", with: "\"two\"").write(
            toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        let changed = try await gangway.run("log", "verify", "--folder", folder)
        #expect(changed.code == 1 && changed.output.hasPrefix("\(name):2: "), "\(changed)")
    }
}
