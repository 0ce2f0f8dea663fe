import Foundation
import GatewayTesting
import Testing

/// The interpreter that has the SSH libraries, and the scripts beside the tests.
enum Python {
    /// Its path.
    static func interpreter() throws -> String {
        try #require(
            ProcessInfo.processInfo.environment["GANGWAY_TEST_PYTHON"],
            "GANGWAY_TEST_PYTHON names no interpreter with asyncssh and paramiko: run the tests by etc/test")
    }

    static func run(_ script: String, _ arguments: [String], limit: Int = 120) async throws -> CommandResult {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Python/\(script)").path
        return try await Command.run([try interpreter(), path] + arguments, limit: limit)
    }
}
