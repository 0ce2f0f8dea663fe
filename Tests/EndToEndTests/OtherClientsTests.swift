import GatewayTesting
import Testing

/// Clients that are not OpenSSH's.
@Suite(.timeLimit(.minutes(20)))
struct OtherClientsTests {
    @Test("PuTTY's plink runs a command and gets its exit status")
    func plink() async throws {
        try await GangwayServer.with { server in
            let result = try await Command.bash(
                """
                set -e; cd \(server.state.path)
                puttygen \(server.client.keyPath) -o key.ppk -O private
                fingerprint=$(ssh-keygen -lf host-keys/ed25519 | cut -d' ' -f2)
                set +e
                echo input | plink -batch -hostkey "$fingerprint" -i key.ppk -P \(server.port) \
                  \(server.user)@127.0.0.1 'cat; echo err >&2; exit 7'
                echo "code $?"
                """, environment: ["HOME": server.state.path])
            #expect(result.output == "input\ncode 7\n" && result.standardError.contains("err"), "\(result)")
        }
    }

    @Test("dropbear's dbclient runs a command and gets its exit status")
    func dbclient() async throws {
        try await GangwayServer.with { server in
            let result = try await Command.bash(
                """
                cd \(server.state.path)
                dropbearconvert openssh dropbear \(server.client.keyPath) key.dropbear >/dev/null 2>&1 || exit 99
                echo input | dbclient -y -y -i key.dropbear -p \(server.port) \
                  \(server.user)@127.0.0.1 'cat; exit 7' 2>errors
                echo "code $?"
                """, environment: ["HOME": server.state.path])
            #expect(result.output == "input\ncode 7\n", "\(result)")
        }
    }
}
