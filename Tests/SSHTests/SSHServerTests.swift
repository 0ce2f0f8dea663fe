import GatewayTesting
import Model
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(20)))
struct SSHServerTests {
    @Test(
        "whatever is no SSH is let go of, and the next login works",
        arguments: [
            "garbage", "long_version", "impossible_packets", "resets",
        ])
    func hostile(name: String) async throws {
        try await ScriptedServer.serve(.with { $0.maxStartups = MaxStartups(begin: 200, rate: 100, full: 200) }) {
            server, client in
            try await PythonScript.run("hostile", name, server)
            let result = try await client.run("say hello")
            #expect(result.code == 0 && result.output == "hello\n", "\(result)")
        }
    }

    @Test("a flood of silent connections is turned away by MaxStartups; who is logged in goes on")
    func flood() async throws {
        try await ScriptedServer.serve(.with { $0.maxStartups = MaxStartups(begin: 10, rate: 100, full: 10) }) {
            server, client in
            let session = try RunningProgram(client.arguments() + ["cat"])
            defer { session.end() }
            try session.write("before\n")
            #expect(await session.line() == "before")
            let flood = try RunningProgram(PythonScript.command("hostile", "idle", server))
            #expect(await flood.line() == "refused 30 of 40")
            #expect(server.refusedConnections == 30)
            let late = try await client.run("say hello")
            #expect(late.code == 255)
            try session.write("after\n")
            #expect(await session.line() == "after")
            flood.end()
            // The places come back.
            try await server.wait("the end of the flood") { $0.ends.withLock { $0.count >= 10 } }
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("after stop() new clients are refused and sessions go on")
    func stop() async throws {
        try await ScriptedServer.serve { server, client in
            let session = try RunningProgram(client.arguments() + ["cat"])
            defer { session.end() }
            try session.write("before\n")
            #expect(await session.line() == "before")
            await server.server.stop()
            let late = try await client.run("say hello", options: ["-o", "LogLevel=INFO"])
            #expect(late.code == 255 && late.standardError.contains("Connection refused"), "\(late)")
            try session.write("after\n")
            #expect(await session.line() == "after")
        }
    }

    @Test("ssh-audit finds no failure")
    func audit() async throws {
        try await ScriptedServer.serve(hostKeys: [.ed25519, .rsa]) { server, _ in
            let interpreter = try PythonScript.interpreter()
            let audit = interpreter.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/ssh-audit"
            let result = try await Command.run(
                [audit, "--skip-rate-test", "--no-colors", "-p", "\(server.port)", "127.0.0.1"])
            #expect(result.output.contains("(kex) curve25519-sha256"), "\(result)")
            #expect(!result.output.contains("[fail]"), "\(result.output)")
        }
    }
}
