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

    @Test("PuTTY's plink and dropbear's dbclient forward ports both ways")
    func forwards() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("127.0.0.1:8080")
            let outside = try GangwayServer.freePort()
            let service = try await ends.serveOutside("127.0.0.1:\(outside)")
            let keys = try await Command.bash(
                """
                set -e; cd \(server.state.path)
                puttygen \(server.client.keyPath) -o key.ppk -O private
                dropbearconvert openssh dropbear \(server.client.keyPath) key.dropbear
                ssh-keygen -lf host-keys/ed25519 | cut -d' ' -f2
                """, environment: ["HOME": server.state.path])
            let fingerprint = keys.output.split(separator: "\n").last.map(String.init) ?? ""
            let key = "\(server.state.path)/key"
            let destination = "\(server.user)@127.0.0.1"
            for (name, arguments, remote) in [
                ("plink", ["-batch", "-hostkey", fingerprint, "-i", "\(key).ppk", "-P"], 9001),
                ("dbclient", ["-y", "-y", "-i", "\(key).dropbear", "-p"], 9002),
            ] {
                let local = try GangwayServer.freePort()
                let client = try BackgroundProcess(
                    [name] + arguments + [
                        "\(server.port)", "-N", "-L", "127.0.0.1:\(local):127.0.0.1:8080", "-R",
                        "\(remote):127.0.0.1:\(outside)", destination,
                    ], environment: ["HOME": server.state.path], log: "\(server.state.path)/\(name).log")
                let there = try await ends.askOutside("127.0.0.1:\(local)", bytes: 300_000, count: 10)
                #expect(there.output == "10 of 10\n", "\(name): \(there) \(client.output)")
                let back = try await ends.askInside("127.0.0.1:\(remote)", bytes: 300_000, count: 10)
                #expect(back.output == "10 of 10\n", "\(name): \(back) \(client.output)")
                try await client.end()
            }
            try await service.end()
        }
    }

    @Test("mosh gets its server started, which outlives the session", arguments: WayIn.allCases)
    func mosh(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            try await server.install(["mosh-server"], libraries: "protobuf|utempter")
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
