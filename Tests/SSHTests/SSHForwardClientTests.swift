import GatewayTesting
import Glibc
import Model
import SSH
import Testing

/// Forwards as the real ssh makes them.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SSHForwardClientTests {
    /// A client that only forwards, and its socket for `-O`.
    private struct Master {
        let program: RunningProgram
        let control: String

        init(_ client: SSHClient, _ server: ScriptedServer, _ forwards: [String]) async throws {
            let control = "\(client.folder.path)/control"
            self.control = control
            program = try RunningProgram(
                client.arguments(
                    ["-M", "-N", "-S", control, "-o", "ControlPersist=no", "-o", "ExitOnForwardFailure=yes"] + forwards)
            )
            try await server.wait("the master's socket") { _ in unsafe access(control, F_OK) == 0 }
        }
    }

    /// One of `endpoints.py`, and the first line that it prints.
    private func endpoint(_ words: [String]) async throws -> (program: RunningProgram, line: String) {
        let program = try RunningProgram(PythonScript.command("endpoints", words))
        return (program, await program.line() ?? "nothing")
    }

    /// Waits until ssh listens.
    private func waitForListener(_ server: ScriptedServer, path: String) async throws {
        try await server.wait("ssh's listener at \(path)") { _ in unsafe access(path, F_OK) == 0 }
    }

    @Test("-W carries bytes both ways, also where the answer comes late", arguments: ["cat:1", "late:1"])
    func standardStreams(destination: String) async throws {
        try await ScriptedServer.serve { _, client in
            let input = randomBytes(5 << 20)
            let result = try await client.run(nil, options: ["-W", destination], input: input)
            #expect(result.code == 0 && result.standardOutput == input, "\(result.standardError)")
        }
    }

    @Test(
        "ssh prints why a forward was refused",
        arguments: [
            (1, "administratively prohibited"), (2, "connect failed"), (3, "unknown channel type"),
            (4, "resource shortage"),
        ])
    func refusal(reason: Int, words: String) async throws {
        try await ScriptedServer.serve { server, client in
            let result = try await client.run(
                nil, options: ["-W", "refuse:\(reason)", "-o", "LogLevel=INFO"], input: [])
            #expect(result.code == 255)
            #expect(result.standardError.contains("open failed: \(words): scripted words"), "\(result)")
            // The refused channel is nobody's error when the client leaves.
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0.allSatisfy { !"\($0)".contains("open") } })
        }
    }

    @Test("200 forwards at once all get their own bytes back, from a socket to a socket", arguments: ["cat", "late"])
    func manyLocal(program: String) async throws {
        try await ScriptedServer.serve { server, client in
            let path = "\(client.folder.path)/local"
            let master = try await Master(client, server, ["-L", "\(path):/somewhere/\(program)"])
            defer { master.program.end() }
            try await waitForListener(server, path: path)
            let result = try await Command.run(PythonScript.command("endpoints", ["talk", path, "60000", "200"]))
            #expect(result.output == "ok\n", "\(result)")
            #expect(server.events.withLock { $0.count { $0 == "forward /somewhere/\(program) from :0" } } == 200)
        }
    }

    @Test(
        "-D reaches names through SOCKS, many at once, and new keys change nothing, whoever asks for them",
        arguments: [(true, true), (true, false), (false, true)])
    func dynamic(serverAsks: Bool, clientAsks: Bool) async throws {
        try await ScriptedServer.serve(.with { $0.rekeyBytes = serverAsks ? 1 << 20 : nil }) { server, client in
            let port = try await endpoint(["free_port"]).line
            let master = try await Master(client, server, ["-D", port] + (clientAsks ? ["-o", "RekeyLimit=1M"] : []))
            defer { master.program.end() }
            let result = try await Command.run(
                PythonScript.command("endpoints", ["socks", port, "cat", "443", "300000", "60"]))
            #expect(result.output == "ok\n", "\(result)")
        }
    }

    @Test("the directions of a forward end apart")
    func halfClose() async throws {
        try await ScriptedServer.serve { server, client in
            // The client's input ends first; the server still speaks.
            let sink = try await client.run(nil, options: ["-W", "sink:1"], input: randomBytes(3_000_000))
            #expect(sink.output == "3000000\n", "\(sink)")
            // The server's output ends first; the client still speaks.
            let path = "\(client.folder.path)/local"
            let master = try await Master(client, server, ["-L", "\(path):/after"])
            defer { master.program.end() }
            try await waitForListener(server, path: path)
            let result = try await Command.run(
                PythonScript.command("endpoints", ["last_word", path, "2000000"]))
            #expect(result.output == "first\n", "\(result)")
            try await server.wait(forEvent: "after 2000000")
        }
    }

    @Test("-R: ports given and chosen, a socket, many connections, a cancel")
    func remote() async throws {
        try await ScriptedServer.serve { server, client in
            let echo = try await endpoint(["echo"])
            let path = "\(client.folder.path)/echo"
            let local = try await endpoint(["echo", path])
            defer {
                echo.program.end()
                local.program.end()
            }
            let master = try await Master(
                client, server,
                ["-R", "8080:127.0.0.1:\(echo.line)", "-R", "/remote/socket:\(path)", "-R", "some.host:9090:\(path)"])
            defer { master.program.end() }
            for event in ["listen localhost:8080", "listen /remote/socket", "listen some.host:9090"] {
                try await server.wait(forEvent: event)
            }
            let added = try await client.run(
                nil, options: ["-S", master.control, "-O", "forward", "-R", "0:127.0.0.1:\(echo.line)"])
            #expect(added.code == 0 && added.output.contains("4242"), "\(added)")
            let originator = SocketAddress(host: "192.0.2.1", port: 1234)
            let kinds: [ServerChannel] = [
                .forwardedTCP(host: "localhost", port: 8080, originator: originator),
                .forwardedUnix(path: "/remote/socket"),
                .forwardedTCP(host: "some.host", port: 9090, originator: originator),
                .forwardedTCP(host: "localhost", port: 4242, originator: originator),
            ]
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    let input = randomBytes(50_000 + number)
                    group.addTask { try await server.exchange(kinds[number % kinds.count], input) == input }
                }
                for try await isSame in group { #expect(isSame) }
            }
            let unknown = await result {
                try await server.exchange(.forwardedTCP(host: "localhost", port: 1, originator: originator), [])
            }
            guard case .failure(.refused) = unknown else {
                Issue.record("\(unknown)")
                return
            }

            let cancelled = try await client.run(
                nil, options: ["-S", master.control, "-O", "cancel", "-R", "8080:127.0.0.1:\(echo.line)"])
            #expect(cancelled.code == 0, "\(cancelled)")
            try await server.wait(forEvent: "cancel localhost:8080")
        }
    }

    @Test("a refused -R is told by ssh")
    func refusedRemote() async throws {
        try await ScriptedServer.serve { _, client in
            let result = try await client.run(
                "say hello", options: ["-o", "ExitOnForwardFailure=yes", "-R", "refuse:8080:127.0.0.1:1"])
            #expect(result.code == 255 && result.standardError.contains("remote port forwarding failed"), "\(result)")
            let path = try await client.run("say hello", options: ["-o", "LogLevel=INFO", "-R", "/refuse:127.0.0.1:1"])
            #expect(path.output == "hello\n" && path.standardError.contains("remote port forwarding failed"), "\(path)")
        }
    }

    @Test("keepalives are answered while forwards come and go")
    func keepAlive() async throws {
        try await ScriptedServer.serve { server, client in
            let program = try RunningProgram(
                client.arguments(["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", "-R", "late:1:x:1"])
                    + ["hold"])
            defer { program.end() }
            #expect(await program.line() == "holding")
            try await Task.sleep(for: .seconds(5))
            #expect(server.ends.withLock { $0.isEmpty })
        }
    }

    @Test("-A: the client's agent answers over a channel that the server opens")
    func agent() async throws {
        try await ScriptedServer.serve { server, client in
            let socket = "\(client.folder.path)/agent"
            let agent = try RunningProgram(["ssh-agent", "-D", "-a", socket])
            defer { agent.end() }
            try await waitForListener(server, path: socket)
            let added = try await Command.run(
                ["ssh-add", "-q", client.keyPath], environment: ["SSH_AUTH_SOCK": socket])
            #expect(added.code == 0, "\(added)")
            let program = try RunningProgram(
                ["env", "SSH_AUTH_SOCK=\(socket)"] + client.arguments(["-A"]) + ["hold"])
            defer { program.end() }
            #expect(await program.line() == "holding")
            #expect(server.events.withLock { $0.contains("agent") })
            // SSH_AGENTC_REQUEST_IDENTITIES, SSH_AGENT_IDENTITIES_ANSWER with one key.
            let answer = try await server.exchange(.agent, [0, 0, 0, 1, 11], awaited: 9)
            #expect(Array(answer.dropFirst(4).prefix(5)) == [12, 0, 0, 0, 1])
        }
    }

    @Test("without -A the client refuses to open a channel to its agent")
    func noAgent() async throws {
        try await ScriptedServer.serve { server, client in
            let program = try RunningProgram(client.arguments(["-a"]) + ["hold"])
            defer { program.end() }
            #expect(await program.line() == "holding")
            let answer = await result { try await server.exchange(.agent, [1], awaited: 1) }
            guard case .failure(.refused) = answer else {
                Issue.record("\(answer)")
                return
            }
        }
    }

    @Test("-Y: the client's display answers to the cookie that it sent")
    func x11() async throws {
        try await ScriptedServer.serve { server, client in
            let display = try await endpoint(["display"])
            defer { display.program.end() }
            let program = try RunningProgram(
                ["env", "DISPLAY=127.0.0.1:\(display.line).2", "XAUTHORITY=/dev/null"] + client.arguments(["-Y"])
                    + ["hold"])
            defer { program.end() }
            #expect(await program.line() == "holding")
            let event = server.events.withLock { $0.first { $0.hasPrefix("x11 ") } } ?? ""
            let words = event.split(separator: " ").map(String.init)
            guard words.count == 5, words[1] == "MIT-MAGIC-COOKIE-1", words[3] == "2", words[4] == "false" else {
                Issue.record("x11-req as \(event)")
                return
            }
            let digits = Array(words[2])
            let cookie = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            // A connection setup, most significant byte first; the protocol's name is padded to 20 bytes.
            let setup: [UInt8] = [0x42, 0, 0, 11, 0, 0, 0, 18, 0, UInt8(cookie.count), 0, 0]
            let request = setup + Array(words[1].utf8) + [0, 0] + cookie
            let originator = SocketAddress(host: "127.0.0.1", port: 1234)
            let answer = try await server.exchange(.x11(originator: originator), request, awaited: 4)
            #expect(answer == Array("pong".utf8))
            #expect(await display.program.line() == "MIT-MAGIC-COOKIE-1 \(cookie.count)")
        }
    }

    private func result(
        _ body: () async throws -> [UInt8]
    ) async -> Result<[UInt8], ChannelOpenError> {
        do { return .success(try await body()) } catch { return .failure(error as? ChannelOpenError ?? .timedOut) }
    }
}
