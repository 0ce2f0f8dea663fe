import Foundation
import GatewayTesting
import Store
import Testing

@testable import Authentication

struct AuthorizedKeyLineTests {
    private static let blob = Data(wire(.init("ssh-ed25519"), .init(7, times: 32))).base64EncodedString()
    private static let line = "ssh-ed25519 \(blob)"

    private static let acceptedTexts: [(text: String, comment: String)] = [
        ("\(line)", ""), ("\(line) ", ""), ("\(line)\n", ""), ("\(line) c\r\n", "c"),
        ("\n# a note\n  \(line) c\n\n", "c"), ("ssh-ed25519\t\(blob)\tc", "c"), ("\(line)  two  words ", "two  words"),
        ("\(line) ssh-rsa", "ssh-rsa"), ("\(line) é 漢字 👍🏽", "é 漢字 👍🏽"),
    ]

    private static let refusedTexts: [(text: String, error: PublicKeyError)] = [
        ("", .empty), (" \n\n# a note\n", .empty), ("\(line)\n\(line)", .severalKeys),
        ("no-pty \(line)", .options), ("command=\"a b\",no-pty \(line)", .options),
        ("ssh-ed25519", .brokenBase64), ("ssh-ed25519 \(blob.dropLast(2))", .brokenBase64),
        ("ssh-ed25519 !!!!", .brokenBase64), ("ssh-ed25519 \(blob.dropLast(4))", .malformed),
        ("ssh-rsa \(blob)", .typeMismatch), ("ssh-dss AAAA c", .dsa),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", .certificate), ("hello", .unknownType),
        ("ssh-made-up AAAA", .unknownType), ("---- BEGIN SSH2 PUBLIC KEY ----", .otherFormat),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n", .otherFormat),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", .privateKey), ("\(line) \u{1b}[31mred", .comment),
        ("\(line) a\tb", .comment), ("\(line) left\u{202e}right", .comment),
        ("\(line) \(String(repeating: "x", count: 256))", .comment),
    ]

    @Test("One line is read with what stands around it", arguments: acceptedTexts)
    func accepted(text: String, comment: String) throws {
        let read = try AuthorizedKeyLine(text)
        #expect(read.key.base64 == Self.blob)
        #expect(read.comment == comment)
    }

    @Test("Anything else is refused with its own sentence", arguments: refusedTexts)
    func refused(text: String, error: PublicKeyError) {
        #expect(throws: error) { try AuthorizedKeyLine(text) }
    }

    @Test("Private keys of every format are recognised", arguments: ["OpenSSH", "PEM", "PKCS8"])
    func privateKeys(format: String) async throws {
        let folder = try TemporaryFolder()
        let options = format == "OpenSSH" ? "ed25519" : "rsa -b 2048 -m \(format)"
        let text = try await KeyPair(options, in: folder).privateText
        #expect(throws: PublicKeyError.privateKey) { try AuthorizedKeyLine(text) }
        #expect(PublicKeyError.privateKey.userMessage == "this is a private key; give the .pub file")
    }

    @Test("A certificate that ssh-keygen signed is refused")
    func certificate() async throws {
        let folder = try TemporaryFolder()
        let result = try await Command.bash(
            """
            cd '\(folder.path)' && ssh-keygen -q -t ed25519 -N '' -f authority \
            && ssh-keygen -q -t ed25519 -N '' -f key \
            && ssh-keygen -q -s authority -I some-identity key.pub && cat key-cert.pub
            """)
        try #require(result.code == 0, "\(result)")
        #expect(throws: PublicKeyError.certificate) { try AuthorizedKeyLine(result.output) }
    }

    @Test("A key given with a comment of its own bears that one")
    func ownComment() throws {
        let line = try AuthorizedKeyLine(Self.line + " old")
        let alice = try name("alice")
        #expect(try AuthorizedKey(line, for: alice).comment == "old")
        let key = try AuthorizedKey(line, for: alice, comment: " new ")
        #expect(key.comment == "new")
        #expect(key.account == alice)
        #expect(key.type == "ssh-ed25519")
        #expect(key.blob == Self.blob)
        #expect(throws: PublicKeyError.comment) { try AuthorizedKey(line, for: alice, comment: "a\nb") }
    }
}
