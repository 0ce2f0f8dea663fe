import Foundation
import GatewayTesting

/// An engine of a test's own, which can be stopped and started. Needs `dockerd` and root.
actor PrivateDaemon {
    nonisolated let host: String
    private let folder: TemporaryFolder
    private let diskSize: Int?
    private var process: Task<CommandResult, any Error>?

    /// In seconds; after that it is killed, whatever became of the test.
    private static let longestLife = 1000

    /// - Parameter diskSize: of a disk of its own for containers and images, in bytes, which lives only while it runs;
    ///   nil: the machine's.
    init(diskSize: Int? = nil) throws {
        self.diskSize = diskSize
        folder = try TemporaryFolder()
        host = "unix://\(folder.path)/docker.sock"
    }

    /// Returns when it answers.
    func start() async throws {
        guard try await Command.run(["dockerd", "--version"]).code == 0 else {
            throw FixtureFailed("dockerd is missing: install the package docker.io")
        }
        // In a network namespace of its own: an engine without a bridge removes the machine's docker0.
        let data = "\(folder.path)/data"
        let mount = diskSize.map { "mkdir -p \(data) && mount -t tmpfs -o size=\($0) none \(data) && " } ?? ""
        let command = [
            "unshare", "--net", "--mount", "sh", "-c", mount + #"exec "$@""#, "sh", "dockerd", "--host", host,
            "--data-root", data,
            "--exec-root", "\(folder.path)/exec", "--pidfile", "\(folder.path)/pid",
            "--bridge=none", "--iptables=false", "--ip6tables=false",
        ]
        process = Task { try await Command.run(command, limit: Self.longestLife) }
        for _ in 0..<1800 {
            if try await Command.run(["docker", "--host", host, "version"]).code == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        try await stop()
        throw FixtureFailed("dockerd did not answer within three minutes")
    }

    /// Returns when the process is gone.
    func stop() async throws {
        guard let process else { return }
        self.process = nil
        let pid = try String(contentsOfFile: "\(folder.path)/pid", encoding: .utf8)
        _ = try await Command.run(["kill", pid.trimmingCharacters(in: .whitespacesAndNewlines)])
        _ = try await process.value
    }
}
