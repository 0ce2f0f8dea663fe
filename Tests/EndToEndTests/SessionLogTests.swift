import Foundation
import GatewayTesting
import Testing

/// What administrators find in the session log.
@Suite(.timeLimit(.minutes(20)))
struct SessionLogTests {
    @Test("the log tells of each step from the connection to its end, and jq reads every line")
    func story() async throws {
        try await GangwayServer.with { server in
            var stranger = server.client
            stranger.user = "nobody-here"
            #expect(try await stranger.run("true").code == 255)
            #expect(try await server.client.run("echo hello; exit 3", input: Array("in".utf8)).code == 3)
            #expect(try await server.client.run("kill -TERM $$").code == 255)
            #expect(try await server.client.run("true", options: ["-tt"]).code == 0)
            let log = try await server.log(until: #"select(.event == "connection.closed")"#, count: 4)
            #expect(log.contains(#""event":"server.started""#))
            func query(_ filter: String) async throws -> String { try await server.query(filter) }

            #expect(
                try await query(#"select(.event == "auth.attempt" and .user == "nobody-here") | .result"#) == "refused")
            let connection = try await query(
                #"select(.event == "session.opened" and .command == "echo hello; exit 3") | .connection"#)
            let events = try await query(#"select(.connection == "\#(connection)") | .event"#)
            #expect(
                events == """
                    connection.opened
                    connection.key_exchange
                    auth.attempt
                    auth.attempt
                    session.opened
                    session.ended
                    connection.closed
                    """, "\(log)")
            let end = try await query(
                #"select(.event == "session.ended" and .connection == "\#(connection)") | "\(.exit.status) \(.sent) \(.received) \(.reason)""#
            )
            #expect(end == "3 6 2 exited", "\(log)")
            let signal = try await query(#"select(.event == "session.ended" and .exit.signal) | .exit.signal"#)
            #expect(signal == "TERM", "\(log)")
            #expect(try await query(#"select(.pty != null) | .pty.columns | type"#) == "number", "\(log)")
            #expect(try await query(#"select(.event == "workspace.created") | .workspace"#) == server.container)
            #expect(
                try await query(".seq")
                    == (1...log.split(separator: "\n").count).map(String.init).joined(separator: "\n"))
            let user = try await query(#"select(.session != null) | .user"#)
            #expect(Set(user.split(separator: "\n")) == [Substring(server.user)])
        }
    }

    @Test("a password is nowhere in the log, be it right or wrong")
    func noSecret() async throws {
        try await GangwayServer.with { server in
            let set = try await server.gangway(
                ["user", "password", server.user], input: "Right-123456\n")
            #expect(set.code == 0, "\(set)")
            for password in ["Right-123456", "Wrong-123456"] {
                var client = server.client
                client.preferredAuthentications = "password"
                let result = try await Command.run(
                    ["sshpass", "-e"]
                        + client.arguments(["-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"])
                        + ["true"], environment: ["SSHPASS": password])
                #expect(result.code == (password.hasPrefix("R") ? 0 : 255), "\(result)")
            }
            let log = try await server.log(until: #"select(.event == "connection.closed")"#, count: 2)
            #expect(log.contains(#""method":"password""#))
            #expect(!log.contains("123456") && !server.process.output.contains("123456"))
        }
    }

    @Test("forwards are in the log with their bytes, refused ones with the cause")
    func forwards() async throws {
        try await GangwayServer.with(["GANGWAY_FORWARDING_PERMIT_OPEN": "localhost:7"]) { server in
            let refused = try await server.client.run(nil, options: ["-W", "localhost:9"])
            #expect(refused.code == 255)
            _ = try await server.log(until: #"select(.event == "forward.refused")"#, count: 1)
            #expect(
                try await server.query(#"select(.event == "forward.refused") | "\(.cause) \(.user)""#)
                    == "policy \(server.user)")
        }
    }

    @Test(
        "while the log can't be written sessions go on, or end and are refused, as the setting says; administrators get in",
        arguments: ["continue", "end_session"])
    func fullDisk(onFailure: String) async throws {
        let disk = try await SmallDisk()
        let settings = [
            "GANGWAY_SESSION_LOG_FOLDER": disk.path + "/log", "GANGWAY_SESSION_LOG_ON_FAILURE": onFailure,
        ]
        try await GangwayServer.with(settings) { server in
            #expect(try await server.client.run("true").code == 0)
            let admin = try await server.addAdmin()
            let running = try BackgroundProcess(
                server.client.arguments() + ["echo up; sleep 600"], log: "\(server.state.path)/running")
            #expect(await eventually { running.output.contains("up") })
            _ = try await Command.bash("cat /dev/zero >\(disk.path)/more")
            // Until the log has noticed, by an event that finds no room.
            let noticed = try await eventually {
                let result = try await server.client.run("true")
                return onFailure == "continue" ? result.code == 0 : result.code == 255
            }
            #expect(noticed)
            #expect(try await admin.run("sessions").code == 0)
            if onFailure == "end_session" {
                #expect(try await running.exit(within: .seconds(60)) == 255, "\(running.output)")
                let refused = try await server.client.run("true")
                #expect(refused.standardError.contains("can't be logged"), "\(refused)")
            } else {
                // Enough for the disk to have been full of them.
                for _ in 0..<3 { _ = try await server.client.run("true") }
                #expect(running.isRunning)
            }
            _ = try await Command.bash("rm \(disk.path)/more")
            let works = try await eventually { try await server.client.run("true").code == 0 }
            #expect(works)
            let verified = try await Command.run(
                [GangwayServer.executable, "log", "verify", "--state", server.state.path],
                environment: ["GANGWAY_SESSION_LOG_FOLDER": disk.path + "/log"])
            #expect(verified.code == 0, "\(verified)")
            try await running.end()
        }
        try await disk.remove()
    }

    @Test("SIGKILL of the gateway leaves a log that verifies, and the next run goes on with its chain")
    func crash() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("true").code == 0)
            server.process.signal(SIGKILL)
            _ = try await server.process.exit(within: .seconds(60))
            let verified = try await server.gangway(["log", "verify"])
            #expect(verified.code == 0, "\(verified)")
            try await server.serveAgain { _ in
                let result = try await server.client.run("true")
                #expect(result.code == 0, "\(result)")
            }
            let again = try await server.gangway(["log", "verify"])
            #expect(again.code == 0, "\(again)")
            #expect(
                try await server.query(#"select(.event == "server.started") | .event"#).split(separator: "\n").count
                    == 2)
            let ids = try await server.query(#"select(.event == "connection.opened") | .connection"#).split(
                separator: "\n")
            #expect(Set(ids).count == ids.count && ids.count >= 2, "\(ids)")

            let tampered = try await Command.bash(
                "cd \(server.state.path)/log && sed -i '3s/connection/Connection/' sessions-*.jsonl")
            #expect(tampered.code == 0)
            let found = try await server.gangway(["log", "verify"])
            #expect(found.code != 0 && (found.output + found.standardError).contains(".jsonl:3"), "\(found)")
        }
    }
}

extension GangwayServer {
    /// Starts the server anew on the same state and port, with its settings and more, for the time of `body`. The one before
    /// must have ended.
    func serveAgain(_ settings: [String: String] = [:], _ body: (BackgroundProcess) async throws -> Void) async throws {
        let again = try BackgroundProcess(
            [Self.executable, "serve", "--state", state.path], environment: self.settings.merging(settings) { $1 },
            log: "\(state.path)/again.log")
        let isUp = await eventually { again.output.contains(" listening ") || !again.isRunning }
        #expect(isUp && again.isRunning, "\(again.output)")
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(again)) } catch { outcome = .failure(error) }
        try await again.end()
        try outcome.get()
    }

    /// All lines of the session log, as they are once `count` of them pass jq's `filter`.
    func log(until filter: String, count: Int) async throws -> String {
        let isThere = try await eventually {
            try await self.query(filter + " | .event").split(separator: "\n").count >= count
        }
        #expect(isThere)
        return try await Command.bash("cat \(state.path)/log/sessions-*.jsonl").output
    }

    /// What jq's `filter` makes of the session log.
    func query(_ filter: String) async throws -> String {
        let result = try await Command.bash("cat \(state.path)/log/sessions-*.jsonl | jq -r \(Self.quoted(filter))")
        guard result.code == 0 else { throw SSHClient.Failure(description: "jq: \(result)") }
        return result.output.trimmingCharacters(in: .newlines)
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
