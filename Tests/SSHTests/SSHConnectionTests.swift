import GatewayTesting
import Glibc
import Model
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(20)))
struct SSHConnectionTests {
    @Test("a command's exit status arrives", arguments: [0, 1, 42, 255])
    func exitStatus(code: Int32) async throws {
        try await ScriptedServer.serve { _, client in
            let result = try await client.run("exit \(code)")
            #expect(result.code == code, "\(result)")
        }
    }

    @Test("standard output and standard error stay apart")
    func streams() async throws {
        try await ScriptedServer.serve { _, client in
            let out = try await client.run("say hello")
            #expect(out.output == "hello\n" && out.standardError == "")
            let error = try await client.run("warn trouble")
            #expect(error.output == "" && error.standardError == "trouble\n")
        }
    }

    @Test("twenty sessions share one connection of ControlMaster")
    func controlMaster() async throws {
        try await ScriptedServer.serve { server, client in
            let control = "\(client.folder.path)/control"
            let master = try RunningProgram(
                client.arguments(["-M", "-N", "-S", control, "-o", "ControlPersist=no"]))
            defer { master.end() }
            try await server.wait("the master's socket") { _ in unsafe access(control, F_OK) == 0 }
            let input = randomBytes(300_000)
            try await withThrowingTaskGroup(of: CommandResult.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await client.run("cat", options: ["-S", control], input: input) }
                }
                for try await result in group {
                    #expect(result.code == 0 && result.standardOutput == input, "\(result.standardError)")
                }
            }
            #expect(server.events.withLock { $0.count { $0.hasPrefix("login") } } == 1)
            #expect(server.events.withLock { $0.count { $0 == "exec cat" } } == 20)
        }
    }

    @Test("a connection's channels are capped, also when all are asked for at once, and closed ones make room")
    func channelCap() async throws {
        try await ScriptedServer.serve(.with { $0.maxSessions = 5 }) { server, _ in
            try await PythonScript.run("channels", "channel_cap", server)
        }
    }

    @Test("new keys every MiB, asked for by both sides, change no byte either way", arguments: ["no", "yes"])
    func rekey(compression: String) async throws {
        try await ScriptedServer.serve(.with { $0.rekeyBytes = 1 << 20 }) { _, client in
            let input = randomBytes(32 << 20)
            let result = try await client.run(
                "cat", options: ["-o", "RekeyLimit=1M", "-o", "Compression=\(compression)"], input: input)
            #expect(result.code == 0, "\(result.standardError)")
            #expect(result.standardOutput == input)
        }
    }

    @Test(
        "rekeying works with every cipher that is offered",
        arguments: [
            "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr",
            "aes192-ctr", "aes128-ctr",
        ])
    func ciphers(cipher: String) async throws {
        try await ScriptedServer.serve(.with { $0.rekeyBytes = 1 << 20 }) { _, client in
            let input = randomBytes(4 << 20)
            let result = try await client.run("cat", options: ["-c", cipher, "-o", "RekeyLimit=1M"], input: input)
            #expect(result.code == 0 && result.standardOutput == input, "\(result.standardError)")
        }
    }

    @Test("compression is used where it is on and refused where it is off")
    func compression() async throws {
        for isOn in [true, false] {
            try await ScriptedServer.serve(.with { $0.compression = isOn }) { _, client in
                let result = try await client.run("say hello", options: ["-C", "-o", "LogLevel=DEBUG1"])
                #expect(result.output == "hello\n")
                #expect(result.standardError.contains("compression: zlib@openssh.com") == isOn)
                #expect(result.standardError.contains("compression: none") == !isOn)
            }
        }
    }

    @Test("a client that leaves closes its channels", arguments: [SIGKILL, SIGTERM])
    func killedClient(signal: Int32) async throws {
        try await ScriptedServer.serve { server, client in
            let program = try RunningProgram(client.arguments() + ["hold"])
            #expect(await program.line() == "holding")
            program.signal(signal)
            try await server.wait(forEvent: "closed")
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            program.end()
        }
    }

    @Test("a channel outlives its connection without harm")
    func detachedChannel() async throws {
        try await ScriptedServer.serve { server, client in
            try await PythonScript.run("channels", "detached", server)
            try await server.wait(forEvent: "closed")
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("a client that gives no sign of life is cut off; one that answers is not")
    func signsOfLife() async throws {
        try await ScriptedServer.serve(
            .with {
                $0.clientAliveInterval = .milliseconds(200)
                $0.clientAliveCountMax = 2
            }
        ) { server, client in
            let idle = try RunningProgram(client.arguments() + ["hold"])
            let stopped = try RunningProgram(client.arguments() + ["hold"])
            defer {
                idle.end()
                stopped.end()
            }
            #expect(await idle.line() == "holding")
            #expect(await stopped.line() == "holding")
            stopped.signal(SIGSTOP)
            try await server.wait("the end of the stopped client") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0 } == [.unresponsive])
        }
    }

    @Test("disconnect tells the client why")
    func disconnect() async throws {
        try await ScriptedServer.serve { server, client in
            async let result = client.run("hold", options: ["-o", "LogLevel=INFO"])
            try await server.wait(forEvent: "exec hold")
            await server.disconnectAll("maintenance at noon")
            let ended = try await result
            #expect(ended.code == 255)
            #expect(ended.standardError.contains("maintenance at noon"), "\(ended)")
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0 } == [.disconnected("maintenance at noon")])
        }
    }

    @Test(
        "what violates the protocol ends the connection and nothing else",
        arguments: [
            "confirmation_of_nothing", "window_overrun", "request_without_a_name", "unread_answers",
            "unknown_service",
        ])
    func violations(name: String) async throws {
        try await ScriptedServer.serve { server, client in
            let neighbour = try RunningProgram(client.arguments() + ["cat"])
            defer { neighbour.end() }
            try neighbour.write("before\n")
            #expect(await neighbour.line() == "before")
            try await PythonScript.run("channels", name, server)
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            let ends = server.ends.withLock { $0 }
            #expect(ends.count == 1)
            guard case .violation? = ends.first else {
                Issue.record("ended as \(ends)")
                return
            }
            try neighbour.write("after\n")
            #expect(await neighbour.line() == "after")
        }
    }

    @Test("a key exchange that the client never finishes makes the server wait, not spin")
    func stalledKeyExchange() async throws {
        try await ScriptedServer.serve { server, _ in
            let client = try RunningProgram(PythonScript.command("channels", "stalled_key_exchange", server))
            #expect(await client.line() == "stalled")
            try await Task.sleep(for: .seconds(1))
            client.end()
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            try await server.wait(forEvent: "closed")
            // One for each time that something arrived, not one for each turn of the loop.
            let vain = server.events.withLock { events in
                events.filter { $0.hasPrefix("vain") }.compactMap { Int($0.split(separator: " ").last ?? "") }.max()
                    ?? 0
            }
            #expect(vain < 200, "\(vain) writes in vain")
        }
    }
}

/// Incompressible, and different each time.
func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        let word = generator.next()
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}
