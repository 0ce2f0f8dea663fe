import Foundation
import GatewayTesting
import Testing

@testable import Authentication

struct PublicKeyTests {
    @Test(
        "ssh-keygen's keys are read, and their fingerprint is ssh-keygen's",
        arguments: [
            ("ed25519", KeyType.ed25519), ("ecdsa -b 256", .ecdsaP256), ("ecdsa -b 384", .ecdsaP384),
            ("ecdsa -b 521", .ecdsaP521), ("rsa -b 2048", .rsa), ("rsa -b 3072", .rsa),
        ])
    func generatedKeys(arguments: String, type: KeyType) async throws {
        let folder = try TemporaryFolder()
        let text = try await KeyPair(arguments, comment: "laptop of alice", in: folder).publicText
        let line = try AuthorizedKeyLine(text)
        #expect(line.key.type == type)
        #expect(line.comment == "laptop of alice")
        #expect(line.key.base64 == String(text.split(separator: " ")[1]))
        #expect(try PublicKey(blob: line.key.blob) == line.key)
        let printed = try await fingerprintLine(of: text, in: folder)
        #expect(line.key.fingerprint == printed[1])
    }

    @Test("Security keys are read as ssh-keygen reads them")
    func securityKeys() async throws {
        let folder = try TemporaryFolder()
        // ssh-keygen checks that the point is on the curve, so it is one of a real key.
        let ordinary = try AuthorizedKeyLine(try await KeyPair("ecdsa -b 256", in: folder).publicText).key
        let point = Array(ordinary.blob.suffix(65))
        let keys: [(KeyType, [UInt8])] = [
            (.ed25519SecurityKey, wire(.init("sk-ssh-ed25519@openssh.com"), .init(7, times: 32), .init("ssh:"))),
            (
                .ecdsaP256SecurityKey,
                wire(.init("sk-ecdsa-sha2-nistp256@openssh.com"), .init("nistp256"), point, .init("ssh:"))
            ),
        ]
        for (type, blob) in keys {
            let key = try PublicKey(blob: blob)
            #expect(key.type == type)
            let printed = try await fingerprintLine(of: "\(type.rawValue) \(key.base64) c", in: folder)
            #expect(key.fingerprint == printed[1])
        }
    }

    @Test("An RSA key below 2048 bits is refused, also by one bit, and so is one beyond 16384")
    func rsaLength() async throws {
        let folder = try TemporaryFolder()
        let short = try await KeyPair("rsa -b 1024", in: folder).publicText
        #expect(throws: PublicKeyError.rsaLength(bits: 1024)) { try AuthorizedKeyLine(short) }

        func rsa(_ modulus: [UInt8]) -> [UInt8] { wire(.init("ssh-rsa"), [1, 0, 1], modulus) }
        #expect(throws: PublicKeyError.rsaLength(bits: 2047)) {
            try PublicKey(blob: rsa([0x7f] + .init(1, times: 255)))
        }
        #expect(try PublicKey(blob: rsa([0, 0x80] + .init(1, times: 255))).type == .rsa)
        #expect(throws: PublicKeyError.rsaLength(bits: 16385)) {
            try PublicKey(blob: rsa([1] + .init(1, times: 2048)))
        }
    }

    @Test("DSA keys and certificates are refused by name")
    func refusedTypes() async throws {
        #expect(throws: PublicKeyError.dsa) { try PublicKey(blob: wire(.init("ssh-dss"), [1])) }
        #expect(throws: PublicKeyError.certificate) {
            try PublicKey(blob: wire(.init("ssh-ed25519-cert-v01@openssh.com"), [1]))
        }
        #expect(throws: PublicKeyError.unknownType) { try PublicKey(blob: wire(.init("ssh-made-up"), [1])) }
    }

    private static let malformedBlobs: [[UInt8]] = [
        [], [0, 0, 0], [0xff, 0xff, 0xff, 0xff], wire(.init("ssh-ed25519")),
        Array(wire(.init("ssh-ed25519"), .init(7, times: 32)).dropLast()),
        wire(.init("ssh-ed25519"), .init(7, times: 31)), wire(.init("ssh-ed25519"), .init(7, times: 32), []),
        wire(.init("ssh-ed25519"), .init(7, times: 32)) + [0],
        wire(.init("ecdsa-sha2-nistp256"), .init("nistp384"), [4] + .init(7, times: 64)),
        wire(.init("ecdsa-sha2-nistp256"), .init("nistp256"), [2] + .init(7, times: 64)),
        wire(.init("ecdsa-sha2-nistp256"), .init("nistp256"), [4] + .init(7, times: 32)),
        wire(.init("sk-ssh-ed25519@openssh.com"), .init(7, times: 32)),
        wire(.init("sk-ssh-ed25519@openssh.com"), .init(7, times: 32), []),
        wire(.init("ssh-rsa"), [1, 0, 1]), wire(.init("ssh-rsa"), [], [1]), wire(.init("ssh-rsa"), [1, 0, 1], [0]),
        wire(.init("ssh-rsa"), [1, 0, 1], [0x80] + .init(1, times: 255)),
        wire(.init("ssh-rsa"), [1, 0, 1], [0, 0x7f] + .init(1, times: 300)),
    ]

    @Test("A blob whose fields are not what its type asks for is refused", arguments: malformedBlobs)
    func malformed(blob: [UInt8]) {
        #expect(throws: PublicKeyError.malformed) { try PublicKey(blob: blob) }
    }
}
