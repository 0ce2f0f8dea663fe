import Foundation
import GatewayTesting
import Testing

/// The built `gangway-guest`, and scripts that speak to it.
enum Guest {
    struct Missing: Error, CustomStringConvertible {
        let description = "GANGWAY_TEST_PYTHON does not name a Python with Tests/requirements.txt: run etc/test"
    }

    /// Beside the test binary, where `swift test` builds it; or beside what GANGWAY_TEST_EXECUTABLE names, such as a
    /// release build.
    static let executable: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = ProcessInfo.processInfo.environment["GANGWAY_TEST_EXECUTABLE"] ?? tests
        return URL(fileURLWithPath: beside).deletingLastPathComponent().appendingPathComponent("gangway-guest").path
    }()

    /// Runs one case of a script in a new folder; it has to succeed.
    static func run(_ script: String, _ name: String) async throws {
        guard let python = ProcessInfo.processInfo.environment["GANGWAY_TEST_PYTHON"], !python.isEmpty else {
            throw Missing()
        }
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Python/\(script).py").path
        let folder = try TemporaryFolder()
        // -B: no __pycache__ in the source folder.
        let result = try await Command.run([python, "-B", path, name, executable, folder.path], limit: 150)
        #expect(result.code == 0, "\(script) \(name): \(result)")
    }

    /// Runs a shell script in a new folder, with `$guest` the server's command line.
    static func bash(_ script: String) async throws -> CommandResult {
        let folder = try TemporaryFolder()
        return try await Command.bash(
            "set -e; cd \(folder.path); umask 022\n" + script, environment: ["guest": "\(executable) sftp"])
    }
}
