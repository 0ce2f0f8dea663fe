import Foundation
import GatewayTesting
import Testing

/// The built `gangway` with a state folder of its own.
struct Gangway {
    let folder: TemporaryFolder
    /// Does not exist before the first `user add`.
    var state: String { folder.path + "/state" }

    init() throws { folder = try TemporaryFolder() }

    /// The executable that this build made: it lies beside the tests.
    static func executable() throws -> String {
        let tests = try #require(CommandLine.arguments.first { $0.hasSuffix(".xctest") })
        let path = URL(filePath: tests).deletingLastPathComponent().appending(path: "gangway").path
        try #require(FileManager.default.isExecutableFile(atPath: path))
        return path
    }

    func run(_ arguments: String..., input: String = "") async throws -> CommandResult {
        try await Command.run(
            [Self.executable()] + arguments, input: Array(input.utf8), environment: ["GANGWAY_STATE": state])
    }

    /// - Parameter line: words with a blank between them.
    func run(words line: String) async throws -> CommandResult {
        try await Command.run(
            [Self.executable()] + line.split(separator: " ").map(String.init), environment: ["GANGWAY_STATE": state])
    }

    /// The same, where it has to succeed.
    @discardableResult
    func succeed(_ arguments: String..., input: String = "") async throws -> String {
        let result = try await Command.run(
            [Self.executable()] + arguments, input: Array(input.utf8), environment: ["GANGWAY_STATE": state])
        try #require(result.code == 0, "\(arguments): \(result)")
        #expect(result.standardError == "")
        return result.output
    }

    /// Makes a key pair.
    ///
    /// - Returns: the path of the private key; the public one has `.pub` behind it.
    func keyPair(_ name: String = "key", comment: String = "a comment") async throws -> String {
        let path = "\(folder.path)/\(name)"
        let result = try await Command.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path])
        try #require(result.code == 0, "\(result)")
        return path
    }
}

/// Reads what `--json` printed.
func json<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(text.utf8))
}

struct ListedUser: Decodable, Equatable {
    let name: String
    let created: Date
    let disabled: Bool
    let password: Bool
    let keys: Int
}

struct ListedKey: Decodable, Equatable {
    let type: String
    let fingerprint: String
    let comment: String
    let added: Date
}

struct ShownUser: Decodable, Equatable {
    let name: String
    let disabled: Bool
    let password: Bool
    let keys: [ListedKey]
}
