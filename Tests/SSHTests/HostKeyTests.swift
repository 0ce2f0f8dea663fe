import EventLoop
import Foundation
import GatewayTesting
import SSH
import Testing

@Suite(.serialized, .timeLimit(.minutes(20)))
struct HostKeyTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test(
        "a missing key is made, with mode 0600, and is what ssh-keygen reads",
        arguments: [
            (HostKey.Algorithm.ed25519, "256", "(ED25519)"), (.rsa, "3072", "(RSA)"),
        ])
    func made(algorithm: HostKey.Algorithm, bits: String, name: String) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        _ = try HostKey.loadOrMake(path: path, algorithm)
        #expect(try mode(path) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
        let shown = try await Command.run(["ssh-keygen", "-l", "-f", path])
        #expect(shown.output.hasPrefix("\(bits) ") && shown.output.contains(name), "\(shown)")
    }

    @Test("an existing key is never written to")
    func kept() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        _ = try HostKey.loadOrMake(path: path, .ed25519)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        _ = try HostKey.loadOrMake(path: path, .ed25519)
        _ = try HostKey.loadOrMake(path: path, .rsa)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("a key that others may read is refused with the command that mends it", arguments: [0o640, 0o604, 0o620])
    func permissions(mode: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("key", to: "key", mode: mode)
        let failure = #expect(throws: HostKey.Failure.self) { try HostKey.loadOrMake(path: path, .ed25519) }
        #expect(failure?.description.contains("chmod 600 \(path)") == true)
    }

    @Test("a folder, a missing folder, a file that is no key and an encrypted key are refused with their path")
    func unusable() async throws {
        let folder = try TemporaryFolder()
        #expect(throws: HostKey.Failure.self) { try HostKey.loadOrMake(path: folder.path, .ed25519) }
        #expect(throws: HostKey.Failure.self) { try HostKey.loadOrMake(path: "\(folder.path)/no/key", .ed25519) }
        let text = try HostKey(path: folder.write("no key", to: "text"))
        let locked = "\(folder.path)/locked"
        _ = try await Command.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "phrase", "-f", locked])
        for key in [text, try HostKey(path: locked)] {
            let failure = #expect(throws: HostKey.Failure.self) { try load(key) }
            #expect(failure?.description.contains(key.path) == true)
        }
    }

    @Test("an RSA host key below 3072 bits is refused with its length", arguments: [2048, 3072])
    func shortKey(bits: Int) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        let made = try await Command.run(
            ["openssl", "genrsa", "-traditional", "-out", path, "\(bits)"])
        #expect(made.code == 0, "\(made)")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let key = try HostKey(path: path)
        if bits >= 3072 {
            try load(key)
        } else {
            let failure = #expect(throws: HostKey.Failure.self) { try load(key) }
            #expect(failure?.description.contains("\(bits) bits") == true)
        }
    }

    /// Keys are read when a server is made.
    private func load(_ key: HostKey) throws {
        _ = try SSHServer(.with { _ in }, hostKeys: [key], loops: [EventLoop(label: "keys")])
    }
}
