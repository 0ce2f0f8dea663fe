/// The real `ssh` with a key and settings of its own, apart from the person's.
public struct SSHClient: Sendable {
    public let folder: TemporaryFolder
    public let port: UInt16
    public var user: String
    /// ssh's PreferredAuthentications.
    public var preferredAuthentications = "publickey"
    public var keyPath: String { "\(folder.path)/id_\(keyType)" }
    private let keyType: String

    /// Makes a key pair with ssh-keygen.
    public init(port: UInt16, user: String = "alice", keyType: String = "ed25519") async throws {
        folder = try TemporaryFolder()
        self.port = port
        self.user = user
        self.keyType = keyType
        let made = try await Command.run(
            ["ssh-keygen", "-q", "-t", keyType, "-N", "", "-C", "test", "-f", "\(folder.path)/id_\(keyType)"])
        guard made.code == 0 else { throw Failure(description: "ssh-keygen: \(made)") }
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// Options that every client of the ssh family takes.
    public var options: [String] {
        [
            "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "GlobalKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR",
            "-o", "PreferredAuthentications=\(preferredAuthentications)", "-o", "ConnectTimeout=60", "-i", keyPath,
        ]
    }

    /// `ssh` up to and including the destination. Further options go first: of an option given twice ssh takes the
    /// first.
    public func arguments(_ more: [String] = []) -> [String] {
        ["ssh"] + more + options + ["-p", "\(port)", "\(user)@127.0.0.1"]
    }

    /// Runs `ssh … user@127.0.0.1 command`.
    public func run(
        _ command: String?, options: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
        limit: Int = 600
    ) async throws -> CommandResult {
        try await Command.run(
            arguments(options) + (command.map { [$0] } ?? []), input: input, environment: environment, limit: limit)
    }
}
