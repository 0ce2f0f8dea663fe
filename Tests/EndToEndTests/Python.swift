import Foundation
import GatewayTesting
import Testing

/// Scripts beside the tests, run by the interpreter that has the SSH libraries.
enum Python {
    static func run(_ script: String, _ arguments: [String], limit: Int = 120) async throws -> CommandResult {
        let python = try #require(
            ProcessInfo.processInfo.environment["GANGWAY_TEST_PYTHON"],
            "GANGWAY_TEST_PYTHON names no interpreter with asyncssh and paramiko: run the tests by etc/test")
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Python/\(script)").path
        return try await Command.run([python, path] + arguments, limit: limit)
    }
}
