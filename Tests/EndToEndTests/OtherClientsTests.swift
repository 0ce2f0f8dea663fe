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

    @Test("mosh gets its server started, which outlives the session", arguments: WayIn.allCases)
    func mosh(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            // The machine's own, as the image has none.
            let installed = try await Command.bash(
                """
                set -e -o pipefail
                cd \(server.state.path); mkdir -p -m 755 mosh mosh/bin mosh/lib
                cp /usr/bin/mosh-server mosh/bin
                ldd mosh/bin/mosh-server | awk '/protobuf|utempter/ { print $3 }' | xargs cp -L -t mosh/lib
                docker cp mosh/. \(server.container):/usr/local
                docker exec -u 0 \(server.container) ldconfig
                """)
            #expect(installed.code == 0, "\(installed)")
            for options in [["-n", "-tt"], ["-n"]] {
                // As mosh's own script calls it.
                let result = try await server.client.run("mosh-server new -s -c 256 -l LANG=C.UTF-8", options: options)
                let lines = (result.output + result.standardError).split(whereSeparator: \.isNewline)
                let words = lines.first { $0.hasPrefix("MOSH CONNECT ") }?.split(separator: " ") ?? []
                #expect(words.count == 4 && words.last?.count == 22 && result.code == 0, "\(result)")
                let note = lines.first { $0.hasPrefix("[mosh-server detached, pid = ") }
                let pid = try #require(note.flatMap { Int($0.filter(\.isNumber)) }, "\(result)")
                try await Task.sleep(for: .seconds(1))
                let status = try await server.inContainer("cat /proc/\(pid)/comm")
                #expect(status.output == "mosh-server\n", "\(status)")
            }
        }
    }
}
