import Foundation
import GatewayTesting
import Testing

/// `gangway workspace exec`: an administrator's commands in a user's workspace.
@Suite(.timeLimit(.minutes(20)))
struct WorkspaceExecTests {
    /// - Parameter options: of `exec`.
    private func exec(
        _ words: String..., options: [String] = [], input: [UInt8] = [], at server: GangwayServer
    ) async throws -> CommandResult {
        try await Command.run(command(words, options, at: server), input: input)
    }

    private func command(_ words: [String], _ options: [String], at server: GangwayServer) -> [String] {
        [GangwayServer.executable, "workspace", "exec", "--state", server.state.path] + options + [server.user] + words
    }

    @Test("a command runs as the user in a workspace that is started for it, its streams and its end as they are")
    func command() async throws {
        try await GangwayServer.with { server in
            let first = try await exec("id -u; echo problem >&2; pwd; exit 7", at: server)
            #expect(first.code == 7 && first.output == "1000\n/home/user\n", "\(first)")
            #expect(first.standardError == "problem\n")
            let stopped = try await Command.run(["docker", "stop", "-t", "1", server.container])
            #expect(stopped.code == 0)
            // The words are joined as ssh does it, with -- or without.
            let second = try await exec("--", "echo", "-n", "'a  b'", "c  d", at: server)
            #expect(second.code == 0 && second.output == "a  b c d" && second.standardError.isEmpty, "\(second)")
            let killed = try await exec("kill -KILL $$", at: server)
            #expect(killed.code == 137, "\(killed)")
            let noClient = try await exec("env", at: server)
            #expect(!noClient.output.contains("SSH_") && noClient.output.contains("HOME=/home/user\n"), "\(noClient)")

            let events = try await server.gangway(["tail", "--json", "--kind", "admin", "--since", "1h"])
            #expect(events.output.contains("\"workspace.exec\"") && events.output.contains("kill -KILL"), "\(events)")
            let nobody = try await Command.run(
                [GangwayServer.executable, "workspace", "exec", "--state", server.state.path, "nobody", "true"])
            #expect(nobody.code == 255 && nobody.standardError.contains("there is no user nobody"), "\(nobody)")
        }
    }

    @Test("input comes through byte for byte to its end, and what is left behind is not waited for")
    func streams() async throws {
        try await GangwayServer.with { server in
            let bytes = (0..<1 << 20).map { _ in UInt8.random(in: .min ... .max) }
            let same = try await exec("cat", input: bytes, at: server)
            #expect(same.code == 0 && same.standardOutput == bytes, "\(same.code ?? -1) \(same.standardError)")
            let unread = try await Command.bash(
                "head -c 1M /dev/zero | \(command(["true"], [], at: server).joined(separator: " "))")
            #expect(unread.code == 0, "\(unread)")
            let left = try await exec("sleep 3600 & echo done", at: server)
            #expect(left.code == 0 && left.output == "done\n", "\(left)")
            let busy = try await exec("while :; do echo more; sleep 0.1; done & echo done", at: server)
            #expect(busy.code == 0 && busy.output.contains("done\n"), "\(busy)")
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            let hello = command(["echo", "hello"], [], at: server).joined(separator: " ")
            let full = try await Command.bash("\(hello) >/dev/full")
            #expect(full.code == 255 && full.standardError.contains("No space left"), "\(full)")
            // A reader that has enough ends a writer without an end.
            let line = command(["yes"], [], at: server).joined(separator: " ")
            let enough = try await Command.bash("\(line) | head -n 1; echo ${PIPESTATUS[0]}")
            #expect(enough.output == "y\n141\n", "\(enough)")
        }
    }

    @Test("signals are passed on, and a program does not outlive an exec that is killed")
    func signals() async throws {
        try await GangwayServer.with { server in
            let log = "\(server.state.path)/exec.log"
            let trap = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.2; done"
            let told = try BackgroundProcess(command([trap], [], at: server), log: log)
            #expect(await eventually { told.output.contains("ready") })
            kill(told.pid, SIGTERM)
            #expect(try await told.exit(within: .seconds(120)) == 3)
            #expect(told.output.contains("told"))

            // A shell has its background's SIGINT ignored, nohup SIGHUP.
            let script = "trap '' INT HUP; exec \"$@\""
            let spared = try BackgroundProcess(
                ["sh", "-c", script, "sh"] + command(["echo ready; sleep 3; exit 4"], [], at: server), log: log)
            #expect(await eventually { spared.output.contains("ready") })
            for number in [SIGINT, SIGHUP] { spared.signal(number) }
            #expect(try await spared.exit(within: .seconds(120)) == 4)

            let deaf = try BackgroundProcess(
                command(["trap '' TERM HUP; echo ready; while :; do sleep 0.2; done"], [], at: server), log: log)
            #expect(await eventually { deaf.output.contains("ready") })
            // Signals that come at once may count as one.
            let isOver = await eventually {
                deaf.signal(SIGTERM)
                return !deaf.isRunning
            }
            #expect(isOver && deaf.exitCode == 137, "\(deaf.output)")

            // A stop does not wait for it.
            let stopped = try BackgroundProcess(command(["echo ready; exec sleep 4322"], [], at: server), log: log)
            #expect(await eventually { stopped.output.contains("ready") })
            #expect(try await server.gangway(["workspace", "show", server.user]).output.contains("1 administrator's"))
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            #expect(try await stopped.exit(within: .seconds(120)) != nil)

            let gone = try BackgroundProcess(command(["echo ready; exec sleep 4321"], [], at: server), log: log)
            #expect(await eventually { gone.output.contains("ready") })
            #expect(try await server.processes(with: "sleep 4321") == 1)
            kill(gone.pid, SIGKILL)
            #expect(try await eventually { try await server.processes(with: "sleep 4321") == 0 })
        }
    }

    @Test("with -t there is a terminal of this one's size, and this one is as before at the end")
    func terminal() async throws {
        try await GangwayServer.with { server in
            let line = command([], ["-t"], at: server).joined(separator: " ")
            let script = """
                before=$(stty -a | tail -n +2); \(line); code=$?
                [ "$before" = "$(stty -a | tail -n +2)" ] && echo left $code
                """
            let result = try await Person.play(
                [
                    .send("tty; stty size\r"), .expect("/dev/pts/"), .expect("20 60"),
                    .resize(rows: 30, columns: 100), .send("sleep 1; stty size\r"), .expect("30 100"),
                    // The program's own word: a shell that is about to start one loses the key.
                    .send("bash -c 'echo run\"\"ning; exec sleep 600'\r"), .expect("running"), .send("\u{3}"),
                    .expect("$ "),
                    .send("exit 9\r"), .expect("left 9"),
                ], rows: 20, columns: 60, at: ["bash", "-c", script])
            #expect(result.code == 0, "\(result)")
            let none = try await exec("tty", options: ["-t"], at: server)
            #expect(none.code == 255 && none.standardError.contains("must be a terminal"), "\(none)")
        }
    }

    @Test("administrators have it by ssh, and a workspace without a guest agent names the way past it")
    func ssh() async throws {
        try await GangwayServer.with { server in
            let admin = try await server.addAdmin()
            let words = "echo out; echo err >&2; cat; exit 7"
            let result = try await admin.run("workspace exec \(server.user) '\(words)'", input: [65])
            #expect(result.code == 7 && result.output == "out\nA" && result.standardError.contains("err"), "\(result)")
            let typed = try await Person.play(
                [.expect("/dev/pts/")], at: admin.arguments(["-tt"]) + ["workspace exec -t \(server.user) tty"])
            #expect(typed.code == 0, "\(typed)")
            let events = try await server.gangway(["tail", "--json", "--kind", "admin.action", "--since", "1h"])
            let line = events.output.split(separator: "\n").first { $0.contains("workspace.exec") } ?? ""
            #expect(line.contains("\"actor\":\"\(admin.user)\"") && line.contains("exit 7"), "\(events)")
        }
        try await GangwayServer.with(by: .exec) { server in
            let result = try await exec("true", at: server)
            let past = "docker exec -it -u 1000:1000 \(server.container)"
            #expect(result.code == 255 && result.standardError.contains(past), "\(result)")
        }
    }
}
