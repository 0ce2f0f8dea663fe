import GatewayTesting
import SSH
import Testing

/// Of the rule that input which comes faster than libssh reads is read on into its buffer (`CLibSSH/reading.c`).
@Suite(.serialized, .timeLimit(.minutes(20)))
struct SSHReadingTests {
    @Test(
        "input that comes in one go arrives whole, then its end, however it is cut",
        arguments: ["whole_packets", "tiny_packets", "pieces", "two_channels"])
    func atOnce(name: String) async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("reading", name, server)
        }
    }

    @Test("input that nobody read at first is found once somebody does, with nothing behind it")
    func leftAlone() async throws {
        try await ScriptedServer.serve(loops: 1) { server, client in
            try await PythonScript.run("reading", "left_alone", server)
            // The loop is as it was.
            #expect(try await client.run("say hello").output == "hello\n")
        }
    }

    @Test("each byte is counted once")
    func count() async throws {
        try await ScriptedServer.serve { server, _ in
            try await PythonScript.run("reading", "whole_packets", server)
            try await server.wait("the end of the connection") { !$0.receivedBytes.withLock { $0.isEmpty } }
            let sent: UInt64 = 32 * 32768
            let received = server.receivedBytes.withLock { $0[0] }
            // Beside it the key exchange, the login, and at most 64 bytes around each packet.
            #expect(received > sent && received < sent + 20_000, "\(received)")
        }
    }
}
