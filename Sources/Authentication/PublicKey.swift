import Crypto

import struct Foundation.Data

/// A well-formed public key of an accepted type and length.
public struct PublicKey: Hashable, Sendable {
    public static let rsaBits = 2048...16384

    public let type: KeyType
    /// The wire form (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, OpenSSH's PROTOCOL.u2f).
    public let blob: [UInt8]

    /// - Throws: `.dsa`, `.certificate`, `.unknownType`, `.malformed`, `.rsaLength`.
    public init(blob: [UInt8]) throws(PublicKeyError) {
        var reader = WireReader(blob)
        guard let name = reader.string() else { throw .malformed }
        type = try Self.type(named: String(decoding: name, as: UTF8.self))
        guard try Self.readParameters(of: type, from: &reader), reader.isAtEnd else { throw .malformed }
        self.blob = blob
    }

    /// Padded, as the second word of a `.pub` file.
    public var base64: String { Data(blob).base64EncodedString() }

    /// `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it.
    public var fingerprint: String {
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }

    static func type(named name: some StringProtocol) throws(PublicKeyError) -> KeyType {
        if let type = KeyType(rawValue: String(name)) { return type }
        if name.hasSuffix(KeyType.certificateSuffix) { throw .certificate }
        throw name == KeyType.dsa ? .dsa : .unknownType
    }

    /// - Returns: false if what follows the type is not what the type asks for.
    private static func readParameters(
        of type: KeyType, from reader: inout WireReader
    ) throws(PublicKeyError) -> Bool {
        switch type {
        case .ed25519:
            return reader.string()?.count == 32
        case .ed25519SecurityKey:
            return reader.string()?.count == 32 && hasApplication(&reader)
        case .ecdsaP256:
            return hasPoint(on: "nistp256", coordinateBytes: 32, &reader)
        case .ecdsaP384:
            return hasPoint(on: "nistp384", coordinateBytes: 48, &reader)
        case .ecdsaP521:
            return hasPoint(on: "nistp521", coordinateBytes: 66, &reader)
        case .ecdsaP256SecurityKey:
            return hasPoint(on: "nistp256", coordinateBytes: 32, &reader) && hasApplication(&reader)
        case .rsa:
            guard reader.positiveIntegerBitCount() != nil, let bits = reader.positiveIntegerBitCount() else {
                return false
            }
            guard rsaBits.contains(bits) else { throw .rsaLength(bits: bits) }
            return true
        }
    }

    /// The curve's name and an uncompressed point.
    private static func hasPoint(on curve: String, coordinateBytes: Int, _ reader: inout WireReader) -> Bool {
        guard let name = reader.string(), let point = reader.string() else { return false }
        return name.elementsEqual(curve.utf8) && point.first == 4 && point.count == 1 + 2 * coordinateBytes
    }

    private static func hasApplication(_ reader: inout WireReader) -> Bool {
        reader.string()?.isEmpty == false
    }
}
