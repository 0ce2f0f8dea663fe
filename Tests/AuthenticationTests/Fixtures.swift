import Foundation
import GatewayTesting
import Model
import Store
import Testing

@testable import Authentication

func name(_ text: String) throws -> UserName {
    try #require(UserName(text))
}

/// Runs `body` with a store on a fresh file.
func withStore(_ body: (Store) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let store = try await Store.open(at: folder.path + "/gangway.sqlite")
    try await body(store)
    try await store.close()
}

/// A key pair made by ssh-keygen.
struct KeyPair {
    /// The `.pub` file's text.
    let publicText: String
    let privateText: String

    /// - Parameter type: what follows `ssh-keygen -t`, with further options.
    init(_ type: String = "ed25519", comment: String = "a comment", in folder: TemporaryFolder) async throws {
        let path = "\(folder.path)/\(UUID())"
        let result = try await Command.run(
            ["ssh-keygen", "-q", "-N", "", "-C", comment, "-f", path, "-t"]
                + type.split(separator: " ").map(String.init))
        try #require(result.code == 0, "\(result)")
        publicText = try String(contentsOfFile: path + ".pub", encoding: .utf8)
        privateText = try String(contentsOfFile: path, encoding: .utf8)
    }

    func offer(isSigned: Bool = true) throws -> Credential {
        let key = try AuthorizedKeyLine(publicText).key
        return .publicKey(PublicKeyOffer(algorithm: key.type.rawValue, blob: key.blob, isSigned: isSigned))
    }

    func authorized(for user: UserName) throws -> AuthorizedKey {
        try AuthorizedKey(AuthorizedKeyLine(publicText), for: user)
    }
}

/// What `ssh-keygen -l` prints of a public key's text: bits, fingerprint, comment and kind.
func fingerprintLine(of text: String, in folder: TemporaryFolder) async throws -> [String] {
    let path = try folder.write(text, to: "\(UUID()).pub")
    let result = try await Command.run(["ssh-keygen", "-l", "-f", path])
    try #require(result.code == 0, "\(result)")
    return result.output.split(separator: " ").map(String.init)
}

/// Fields in the wire form of RFC 4251 §5, for keys that no tool makes.
func wire(_ fields: [UInt8]...) -> [UInt8] {
    fields.flatMap { field in
        unsafe withUnsafeBytes(of: UInt32(field.count).bigEndian) { unsafe Array($0) } + field
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }
    init(_ byte: UInt8, times: Int) { self = Array(repeating: byte, count: times) }
}
