import Foundation
import GatewayTesting
import Testing

/// What a workspace can't reach, and what it can't take from the others.
@Suite(.timeLimit(.minutes(20)))
struct IsolationTests {
    /// Connects from the user's workspace, and reads a line.
    private func connect(_ address: String, _ port: UInt16, from client: SSHClient) async throws -> CommandResult {
        try await client.run("timeout 10 bash -c 'exec 3<>/dev/tcp/\(address)/\(port) && head -1 <&3'")
    }

    /// Says "reached" to who connects.
    private static func listener(_ address: String, _ port: UInt16) -> String {
        """
        import socket
        s = socket.create_server(("\(address)", \(port)))
        print("up", flush=True)
        while True:
            c = s.accept()[0]; c.sendall(b"reached\\n"); c.close()
        """
    }

    @Test("two workspaces don't reach each other by address")
    func neighbours() async throws {
        try await GangwayServer.with { server in
            let other = try await server.addUser()
            let listening = try BackgroundProcess(
                server.client.arguments() + ["python3 -c '\(Self.listener("", 7373))'"],
                log: "\(server.state.path)/listener")
            #expect(await eventually { listening.output.contains("up") }, "\(listening.output)")
            let address = try await server.inspect(
                server.user, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
            // Itself and the host do, so there is something to be reached.
            let itself = try await connect(address, 7373, from: server.client)
            #expect(itself.output == "reached\n", "\(itself)")
            let host = try await Command.bash("timeout 10 bash -c 'exec 3<>/dev/tcp/\(address)/7373 && head -1 <&3'")
            #expect(host.output == "reached\n", "\(host)")

            let neighbour = try await connect(address, 7373, from: other)
            #expect(neighbour.code != 0 && neighbour.code != 255 && neighbour.output.isEmpty, "\(neighbour)")
            // Nor by name.
            let named = try await connect(server.container, 7373, from: other)
            #expect(named.code != 0 && named.code != 255 && named.output.isEmpty, "\(named)")
        }
    }

    @Test("a workspace has neither the engine's socket nor the gateway's, and no home but its own")
    func sockets() async throws {
        try await GangwayServer.with { server in
            let other = try await server.addUser()
            #expect(try await other.run("echo secret > file").code == 0)
            let found = try await server.client.run(
                """
                find / \\( -path /proc -o -path /sys \\) -prune -o -type s -print 2>/dev/null
                echo -; ls -d \(server.state.path) /var/run/docker.sock /run/containerd 2>/dev/null
                echo -; cat /proc/self/mountinfo
                """)
            let parts = found.output.components(separatedBy: "-\n")
            try #require(found.code == 0 && parts.count >= 3, "\(found)")
            #expect(!parts[0].contains("docker") && !parts[0].contains("admin") && !parts[0].contains("containerd"))
            #expect(parts[1].isEmpty, "\(parts[1])")
            let mounts = parts.dropFirst(2).joined(separator: "-\n")
            #expect(mounts.contains("/homes/\(server.user) "), "\(mounts)")
            #expect(!mounts.contains(other.user) && !mounts.contains(".sock"), "\(mounts)")
        }
    }

    @Test("a workspace doesn't reach the metadata address, 169.254.169.254, of the host or beyond it")
    func metadata() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("true").code == 0)
            let address = "169.254.169.254"
            let port = try GangwayServer.freePort()
            // A service of the cloud's, in its place; where there is one, its address is left alone.
            let added = try await Command.run(["ip", "address", "add", "\(address)/32", "dev", "lo"])
            #expect(added.code == 0, "\(added)")
            let service = try BackgroundProcess(
                ["python3", "-c", Self.listener(address, port)], log: "\(server.state.path)/service")
            let isUp = await eventually { service.output.contains("up") || !service.isRunning }
            #expect(isUp && service.isRunning, "\(service.output)")
            let host = try await Command.bash("timeout 10 bash -c 'exec 3<>/dev/tcp/\(address)/\(port) && head -1 <&3'")
            let inside = try? await connect(address, port, from: server.client)
            try await service.end()
            if added.code == 0 { _ = try await Command.run(["ip", "address", "del", "\(address)/32", "dev", "lo"]) }
            #expect(host.output == "reached\n", "\(host)")
            let result = try #require(inside)
            #expect(result.code != 0 && result.code != 255 && result.output.isEmpty, "\(result)")
        }
    }

    @Test("a fork bomb, a memory hog and a disk hog are bounded, and another workspace goes on")
    func limits() async throws {
        let file = "workspace:\n  pids: 60\n  memory: 200m\n  cpus: 0.4\n  stop_grace: 2\n"
        try await GangwayServer.with(file: file) { server in
            let other = try await server.addUser()
            for client in [server.client, other] { #expect(try await client.run("true").code == 0) }

            let memory = try await server.client.run("python3 -c 'x = b\"x\" * (1 << 30)'; echo $?")
            #expect(memory.output == "137\n", "\(memory)")
            #expect(try await server.client.run("true").code == 0)

            let disk = try BackgroundProcess(
                server.client.arguments() + ["echo up; dd if=/dev/zero of=/tmp/hog bs=1M count=300 2>&1; rm /tmp/hog"],
                log: "\(server.state.path)/disk")
            #expect(await eventually { disk.output.contains("up") })
            #expect(try await other.run("echo fine").output == "fine\n")
            #expect(try await disk.exit(within: .seconds(300)) == 0)

            let bomb = try BackgroundProcess(
                server.client.arguments() + ["bash -c 'bomb() { bomb | bomb & sleep 1; bomb; }; bomb'"],
                log: "\(server.state.path)/bomb")
            #expect(await eventually { bomb.output.contains("Resource temporarily unavailable") }, "\(bomb.output)")
            #expect(try await other.run("echo fine").output == "fine\n")
            let count = try await server.processes(with: "")
            // With the header of the list, and threads counted apart.
            #expect(count <= 61, "\(count)")
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            _ = try await bomb.exit(within: .seconds(120))
            #expect(try await server.client.run("echo fine").output == "fine\n")
        }
    }
}
