import GatewayTesting
import Model
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(20)))
struct AuthenticationRequestTests {
    @Test("a key that the policy takes logs in, whatever its kind", arguments: ["ed25519", "rsa", "ecdsa"])
    func accepted(keyType: String) async throws {
        try await ScriptedServer.serve(keyType: keyType) { server, client in
            let result = try await client.run("say hello")
            #expect(result.code == 0 && result.output == "hello\n", "\(result)")
            #expect(server.events.withLock { $0.first } == "login alice")
        }
    }

    @Test("a key that the policy refuses does not")
    func refused() async throws {
        try await ScriptedServer.serve(policy: ScriptedServer.nobody) { server, client in
            let result = try await client.run("say hello")
            #expect(result.code == 255 && result.output == "")
            #expect(result.standardError.contains("Permission denied (publickey,password)"), "\(result)")
            #expect(server.events.withLock { $0.isEmpty })
        }
    }

    /// Drops every request of a key.
    private static let silence: ScriptedServer.Policy = { credential, _, _ in
        if case .publicKey = credential { return .drop }
        return .refuse
    }

    @Test("a request that is dropped unanswered is refused")
    func dropped() async throws {
        try await ScriptedServer.serve(policy: Self.silence) { server, client in
            let result = try await client.run("say hello")
            #expect(result.code == 255 && result.standardError.contains("Permission denied"), "\(result)")
            #expect(server.events.withLock { $0.isEmpty })
        }
    }

    /// ssh asks this program for the password.
    private func asking(_ client: SSHClient, _ password: String) throws -> [String: String] {
        let script = try client.folder.write("#!/bin/sh\necho \(password)\n", to: "askpass-\(password)", mode: 0o700)
        return ["SSH_ASKPASS": script, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":none"]
    }

    private static let keyThenPassword: ScriptedServer.Policy = { credential, _, server in
        switch credential {
        case .publicKey(_, _, isSigned: false): return .acceptKey
        case .publicKey:
            server.note("key")
            return .partial([.password])
        case .password(let password):
            return server.events.withLock { $0.contains("key") } && password == "secret" ? .accept : .refuse
        default: return .refuse
        }
    }

    @Test("key, then password: partial success leads to the second method")
    func partial() async throws {
        try await ScriptedServer.serve(policy: Self.keyThenPassword) { server, client in
            let both = ["-o", "PreferredAuthentications=publickey,password", "-o", "NumberOfPasswordPrompts=1"]
            let result = try await client.run(
                "say hello", options: both + ["-o", "LogLevel=DEBUG1"],
                environment: asking(client, "secret"))
            #expect(result.code == 0 && result.output == "hello\n", "\(result)")
            #expect(result.standardError.contains("Authenticated using \"publickey\" with partial success"))
            #expect(server.events.withLock { $0.prefix(2) } == ["key", "login alice"])
            let wrong = try await client.run("say hello", options: both, environment: asking(client, "wrong"))
            #expect(wrong.code == 255)
            let keyOnly = try await client.run("say hello")
            #expect(keyOnly.code == 255)
        }
    }

    @Test("a slow decision on one connection holds up no other one on the same loop")
    func slowDecision() async throws {
        // Nobody is let in as "slow" before somebody else has been: on a loop that waits with it, both would hang.
        let policy: ScriptedServer.Policy = { credential, user, server in
            if user == "slow", case .publicKey(_, _, isSigned: true) = credential {
                server.note("deciding")
                do { try await server.wait(forEvent: "login quick") } catch { return .refuse }
                try? await Task.sleep(for: .milliseconds(500))
            }
            return await ScriptedServer.anyKey(credential, user, server)
        }
        try await ScriptedServer.serve(loops: 1, policy: policy) { server, client in
            var slow = client
            slow.user = "slow"
            var quick = client
            quick.user = "quick"
            async let first = slow.run("say slow")
            try await server.wait(forEvent: "deciding")
            let second = try await quick.run("say quick")
            #expect(second.output == "quick\n", "\(second)")
            #expect(try await first.output == "slow\n")
            let logins = server.events.withLock { $0.filter { $0.hasPrefix("login") } }
            #expect(logins == ["login quick", "login slow"])
        }
    }

    @Test(
        "hand-made requests are answered as they should be",
        arguments: [
            "fido_without_presence", "fido_with_presence", "sha1_signature", "sha2_signature", "short_rsa_key", "dsa",
            "bad_signatures", "unknown_key_type", "other_methods", "cut_short", "other_service", "pipelined",
            "channel_before_login",
        ])
    func handMade(name: String) async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("authentication", name, server)
        }
    }

    @Test("after MaxAuthTries the client is told so and cut off")
    func tries() async throws {
        try await ScriptedServer.serve(.with { $0.maxAuthTries = 3 }, policy: ScriptedServer.nobody) { server, client in
            let result = try await client.run(
                "say hello",
                options: [
                    "-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=9", "-o", "LogLevel=INFO",
                ],
                environment: asking(client, "wrong"))
            #expect(result.code == 255)
            #expect(result.standardError.contains("Too many authentication failures"), "\(result)")
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0 } == [.tooManyAuthTries])
        }
    }

    @Test("asking for the methods is free once")
    func unlimitedNone() async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("authentication", "unlimited_none", server)
        }
    }

    @Test("a client that does not log in within the grace time is cut off; one that has is not")
    func graceTime() async throws {
        try await ScriptedServer.serve(.with { $0.loginGraceTime = .seconds(40) }) { server, client in
            let session = try RunningProgram(client.arguments() + ["cat"])
            defer { session.end() }
            try session.write("before\n")
            #expect(await session.line() == "before")
            let silent = try await Command.bash("exec 3<>/dev/tcp/127.0.0.1/\(server.port); cat <&3 >/dev/null")
            #expect(silent.code == 0, "the server closed the connection: \(silent)")
            try await server.wait("the end of the connection") { $0.ends.withLock { !$0.isEmpty } }
            #expect(server.ends.withLock { $0 } == [.loginGraceTimeExceeded])
            try session.write("after\n")
            #expect(await session.line() == "after")
        }
    }

    @Test("a banner is shown before the login")
    func banner() async throws {
        try await ScriptedServer.serve(.with { $0.banner = "Mind the gap.\n" }) { _, client in
            let result = try await client.run("say hello", options: ["-o", "LogLevel=INFO"])
            #expect(result.output == "hello\n")
            #expect(result.standardError.contains("Mind the gap."), "\(result)")
        }
    }
}
