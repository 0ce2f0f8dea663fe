import Crypto
import CryptoExtras

import struct Foundation.Data

/// A salted scrypt hash (RFC 7914) with its parameters, kept as text: `$scrypt$ln=15,r=8,p=1$salt$hash`, both parts in
/// unpadded base64.
public struct PasswordHash: Sendable {
    /// The base-2 logarithm of scrypt's N. 15 takes 32 MiB and about a tenth of a second.
    public static let standardCost = 15
    /// What is computed at all: a text from elsewhere must not take any amount of memory.
    public static let costs = 10...17

    private static let blockSize = 8
    private static let parallelism = 1
    private static let saltBytes = 16
    private static let hashBytes = 32

    let cost: Int
    private let salt: [UInt8]
    private let hash: SymmetricKey

    private init(cost: Int, salt: [UInt8], hash: SymmetricKey) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes `password` with a fresh salt. Takes its time: not on an event loop.
    ///
    /// - Throws: `PasswordError.empty`, `.unsupportedHash` for a cost out of range.
    public init(of password: String, cost: Int = Self.standardCost) throws {
        guard !password.isEmpty else { throw PasswordError.empty }
        guard Self.costs.contains(cost) else { throw PasswordError.unsupportedHash }
        let salt = Self.randomBytes(Self.saltBytes)
        self.init(cost: cost, salt: salt, hash: try Self.derive(password, salt: salt, cost: cost))
    }

    /// Reads a text that `text` made.
    ///
    /// - Throws: `PasswordError.unsupportedHash` for another function, unknown or costly parameters, other lengths.
    public init(text: String) throws(PasswordError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Self.costs.first(where: { parts[2] == Self.parameters($0) }),
            let salt = Self.bytes(unpaddedBase64: parts[3]), salt.count == Self.saltBytes,
            let hash = Self.bytes(unpaddedBase64: parts[4]), hash.count == Self.hashBytes
        else { throw .unsupportedHash }
        self.init(cost: cost, salt: salt, hash: SymmetricKey(data: hash))
    }

    /// A hash that no password has (but for a chance of 1 in 2^256), to be verified where there is no real one.
    static func decoy(cost: Int) -> PasswordHash {
        PasswordHash(cost: cost, salt: randomBytes(saltBytes), hash: SymmetricKey(size: .bits256))
    }

    /// A secret: it can be attacked offline.
    public var text: String {
        let hash = unsafe hash.withUnsafeBytes { unsafe Data($0) }
        return "$scrypt$\(Self.parameters(cost))$\(Self.unpaddedBase64(Data(salt)))$\(Self.unpaddedBase64(hash))"
    }

    /// Whether this is the hash of `password`. Takes as long as making one, whatever the answer.
    func matches(_ password: String) throws -> Bool {
        // Keys compare in constant time.
        try Self.derive(password, salt: salt, cost: cost) == hash
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Int) throws -> SymmetricKey {
        // An empty password must cost the same, and scrypt's implementation wants at least one byte. No account has the
        // substitute for a password: an empty one cannot be set, and a zero byte is not what one types.
        try KDF.Scrypt.deriveKey(
            from: password.isEmpty ? [0] : Array(password.utf8), salt: salt, outputByteCount: hashBytes,
            rounds: 1 << cost, blockSize: blockSize, parallelism: parallelism)
    }

    private static func parameters(_ cost: Int) -> String { "ln=\(cost),r=\(blockSize),p=\(parallelism)" }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    private static func unpaddedBase64(_ bytes: Data) -> String {
        String(bytes.base64EncodedString().prefix { $0 != "=" })
    }

    private static func bytes(unpaddedBase64 text: Substring) -> [UInt8]? {
        guard !text.contains("=") else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init)
    }
}
