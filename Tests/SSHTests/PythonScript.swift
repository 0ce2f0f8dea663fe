import Foundation
import GatewayTesting
import Testing

/// A client in Python (paramiko, hand-made packets) from the folder beside this file.
enum PythonScript {
    struct Missing: Error, CustomStringConvertible {
        let description = "GANGWAY_TEST_PYTHON does not name a Python with Tests/requirements.txt: run etc/test"
    }

    static var folder: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Python").path
    }

    /// The interpreter that etc/test makes.
    static func interpreter() throws -> String {
        guard let path = ProcessInfo.processInfo.environment["GANGWAY_TEST_PYTHON"], !path.isEmpty else {
            throw Missing()
        }
        return path
    }

    static func command(_ script: String, _ words: [String]) throws -> [String] {
        // -B: no __pycache__ in the source folder.
        try [interpreter(), "-B", "\(folder)/\(script).py"] + words
    }

    /// The command line of one case of a script against `server`.
    static func command(_ script: String, _ name: String, _ server: ScriptedServer) throws -> [String] {
        try command(script, [name, "\(server.port)"])
    }

    /// Runs one case; it has to succeed.
    static func run(_ script: String, _ name: String, _ server: ScriptedServer) async throws {
        let result = try await Command.run(command(script, name, server), limit: 150)
        #expect(result.code == 0, "\(script) \(name): \(result)")
    }
}
