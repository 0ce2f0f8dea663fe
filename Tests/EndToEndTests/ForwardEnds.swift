import Foundation
import GatewayTesting

/// Both ends of a forward, by `Python/forward.py`: here and in the workspace.
struct ForwardEnds {
    let server: GangwayServer

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Python/forward.py").path

    /// Starts the user's workspace.
    init(_ server: GangwayServer) async throws {
        self.server = server
        let started = try await server.client.run("true")
        guard started.code == 0 else { throw SSHClient.Failure(description: "\(started)") }
        _ = try server.state.write(
            String(contentsOfFile: Self.script, encoding: .utf8), to: "homes/\(server.user)/forward.py", mode: 0o644)
    }

    /// Serves at `address` in the workspace, past the gateway.
    func serveInside(_ address: String) async throws {
        let started = try await Command.run([
            "docker", "exec", "-d", "-u", "1000:1000", server.container, "sh", "-c",
            "exec python3 /home/user/forward.py serve \(address) >/tmp/served-\(address.replacing("/", with: "_")) 2>&1",
        ])
        let isUp = try await eventually {
            try await server.inContainer("grep -q listening /tmp/served-\(address.replacing("/", with: "_"))").code == 0
        }
        guard isUp else { throw SSHClient.Failure(description: "no service at \(address): \(started)") }
    }

    /// Serves at `address` on this host until the process returned is ended.
    func serveOutside(_ address: String) async throws -> BackgroundProcess {
        let log = "\(server.state.path)/served-\(address.replacing("/", with: "_"))"
        let process = try BackgroundProcess(["python3", Self.script, "serve", address], log: log)
        guard await eventually({ process.output.contains("listening") }) else {
            throw SSHClient.Failure(description: "no service at \(address): \(process.output)")
        }
        return process
    }

    /// Asks the service at `address` from this host.
    func askOutside(_ address: String, bytes: Int = 1000, count: Int = 1) async throws -> CommandResult {
        try await Command.run(["python3", Self.script, "ask", address, "\(bytes)", "\(count)"])
    }

    /// Asks the service at `address` in the workspace.
    func askInside(_ address: String, bytes: Int = 1000, count: Int = 1) async throws -> CommandResult {
        try await server.inContainer("python3 /home/user/forward.py ask \(address) \(bytes) \(count)")
    }

    /// Runs ssh with forwards and without a session until the process returned is ended.
    func forward(_ options: [String]) throws -> BackgroundProcess {
        let name = "ssh-\(UInt32.random(in: .min ... .max)).log"
        return try BackgroundProcess(
            server.client.arguments(["-N", "-o", "ExitOnForwardFailure=yes", "-o", "LogLevel=INFO"] + options),
            log: "\(server.state.path)/\(name)")
    }
}
