import GatewayTesting
import Testing

/// Who may log in, with the server running.
@Suite(.timeLimit(.minutes(20)))
struct AccountTests {
    @Test("an account made while the server runs can log in at once, and a disabled one cannot any more")
    func accounts() async throws {
        try await GangwayServer.with { server in
            let other = try await SSHClient(port: server.port, user: server.user + "x")
            let before = try await other.run("true")
            #expect(before.code == 255 && before.standardError.contains("Permission denied"), "\(before)")
            #expect(try await server.gangway(["user", "add", other.user, "--key", other.keyPath + ".pub"]).code == 0)
            #expect(try await other.run("hostname").output == other.user + "\n")
            #expect(try await server.gangway(["user", "disable", other.user]).code == 0)
            #expect(try await other.run("true").code == 255)
        }
    }

    @Test("a removed key cannot log in any more")
    func removedKey() async throws {
        try await GangwayServer.with { server in
            let before = try await server.client.run("true")
            #expect(before.code == 0, "\(before)")
            let removed = try await server.gangway(["key", "remove", server.user, "test"])
            #expect(removed.code == 0, "\(removed)")
            let after = try await server.client.run("true")
            #expect(after.code == 255, "\(after)")
        }
    }

    @Test("a password logs in, a wrong one does not")
    func password() async throws {
        try await GangwayServer.with { server in
            let set = try await server.gangway(["user", "password", server.user], input: "correct horse\n")
            #expect(set.code == 0, "\(set)")
            for (password, code) in [("correct horse", 0), ("wrong", 255)] as [(String, Int32)] {
                let asker = try server.state.write("#!/bin/sh\necho '\(password)'\n", to: "ask-\(code)", mode: 0o700)
                var client = server.client
                client.preferredAuthentications = "password"
                let result = try await client.run(
                    "true", options: ["-o", "NumberOfPasswordPrompts=1"],
                    environment: ["SSH_ASKPASS": asker, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"])
                #expect(result.code == code, "\(password): \(result)")
            }
            #expect(!server.process.output.contains("correct horse"))
        }
    }

    @Test("key then password: the key alone is not enough")
    func bothInTurn() async throws {
        try await GangwayServer.with(["GANGWAY_AUTHENTICATION_METHODS": "publickey+password"]) { server in
            let set = try await server.gangway(["user", "password", server.user], input: "correct horse\n")
            #expect(set.code == 0, "\(set)")
            let alone = try await server.client.run("true")
            #expect(alone.code == 255, "\(alone)")
            let asker = try server.state.write("#!/bin/sh\necho 'correct horse'\n", to: "ask", mode: 0o700)
            var client = server.client
            client.preferredAuthentications = "publickey,password"
            let both = try await client.run(
                "echo in",
                environment: ["SSH_ASKPASS": asker, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"])
            #expect(both.output == "in\n", "\(both)")
        }
    }
}
