import GatewayTesting

/// Debian's sshd on this host, which workspaces and this machine reach: the other server of tests that need two.
final class PlainServer: Sendable {
    let address: String
    let port: UInt16
    private let folder: TemporaryFolder
    private let process: BackgroundProcess

    /// Serves root with the client's key while `body` runs.
    /// - Parameter workspaces: a server whose user's container runs.
    static func with(
        reachedBy workspaces: GangwayServer, _ body: (PlainServer) async throws -> Void
    ) async throws {
        let server = try await PlainServer(workspaces)
        do { try await body(server) } catch {
            try await server.process.end()
            throw error
        }
        try await server.process.end()
    }

    private init(_ workspaces: GangwayServer) async throws {
        folder = try TemporaryFolder()
        port = try GangwayServer.freePort()
        let format = "{{(index .IPAM.Config 0).Gateway}}"
        let network = try await Command.run(["docker", "network", "inspect", "-f", format, "gangway"])
        address = String(network.output.prefix { !$0.isNewline })
        let made = try await Command.bash(
            """
            set -e; cd \(folder.path); mkdir -p -m 755 /run/sshd
            ssh-keygen -q -t ed25519 -N '' -f host_key
            cp \(workspaces.client.keyPath).pub authorized_keys
            """)
        guard made.code == 0 else { throw SSHClient.Failure(description: "\(network) \(made)") }
        try folder.write(
            """
            ListenAddress \(address):\(port)
            HostKey \(folder.path)/host_key
            AuthorizedKeysFile \(folder.path)/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            MaxStartups 100

            """, to: "config")
        process = try BackgroundProcess(
            ["/usr/sbin/sshd", "-D", "-e", "-f", "\(folder.path)/config"], log: "\(folder.path)/log")
        let process = self.process
        guard await eventually({ process.output.contains("Server listening") }) else {
            throw SSHClient.Failure(description: "sshd: \(process.output)")
        }
    }
}
