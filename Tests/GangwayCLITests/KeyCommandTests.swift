import Authentication
import Foundation
import GatewayTesting
import Model
import Store
import Testing

@Suite(.timeLimit(.minutes(20))) struct KeyCommandTests {
    @Test("Keys are added and removed while the server has the store open, and count at its next look")
    func whileServing() async throws {
        let gangway = try Gangway()
        let path = try await gangway.keyPair(comment: "laptop")
        try await gangway.succeed("user", "add", "alice")
        let store = try await Store.open(at: gangway.state + "/gangway.sqlite")
        let authenticator = PublicKeyAuthenticator(store: store)
        let key = try AuthorizedKeyLine(try String(contentsOfFile: path + ".pub", encoding: .utf8)).key
        let offer = Credential.publicKey(
            PublicKeyOffer(algorithm: key.type.rawValue, blob: key.blob, isSigned: true))
        let alice = UserName("alice")

        #expect(try await !authenticator.accepts(offer, of: alice))
        let said = try await gangway.succeed("key", "add", "alice", path + ".pub")
        #expect(said == "added the key \(key.fingerprint) to the user alice\n")
        #expect(try await authenticator.accepts(offer, of: alice))
        try await gangway.succeed("user", "disable", "alice")
        #expect(try await !authenticator.accepts(offer, of: alice))
        try await gangway.succeed("user", "enable", "alice")
        #expect(try await authenticator.accepts(offer, of: alice))
        try await gangway.succeed("key", "remove", "alice", "laptop")
        #expect(try await !authenticator.accepts(offer, of: alice))
        try await store.close()
    }

    @Test("A key is read from standard input too, and may get another comment")
    func standardInput() async throws {
        let gangway = try Gangway()
        let path = try await gangway.keyPair(comment: "old")
        let text = try String(contentsOfFile: path + ".pub", encoding: .utf8)
        try await gangway.succeed("user", "add", "alice")
        try await gangway.succeed("user", "add", "bob")
        try await gangway.succeed("key", "add", "alice", "--comment", "new one", input: text)
        try await gangway.succeed("key", "add", "bob", "-", input: text)
        let keys: [ListedKey] = try json(try await gangway.succeed("key", "list", "alice", "--json"))
        #expect(keys.map(\.comment) == ["new one"])
        let printed = try await Command.run(["ssh-keygen", "-l", "-f", path + ".pub"]).output.split(separator: " ")
        #expect(keys.map(\.fingerprint) == [String(printed[1])])
        let table = try await gangway.succeed("key", "list", "bob").split(separator: "\n")
        #expect(table.count == 2)
        #expect(table.last?.hasSuffix("Z  old") == true)
    }

    @Test("What cannot be done is said in one sentence, with exit code 1, and changes nothing")
    func refusals() async throws {
        let gangway = try Gangway()
        let path = try await gangway.keyPair(comment: "same")
        let other = try await gangway.keyPair("other", comment: "same")
        try await gangway.succeed("user", "add", "alice", "--key", path + ".pub", "--key", other + ".pub")
        let before = try await gangway.succeed("key", "list", "alice")
        let weak = "\(gangway.folder.path)/weak"
        let made = try await Command.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", weak])
        try #require(made.code == 0, "\(made)")
        let two = try gangway.folder.write(
            try String(contentsOfFile: path + ".pub", encoding: .utf8)
                + (try String(contentsOfFile: other + ".pub", encoding: .utf8)), to: "two.pub")
        let refusals: [([String], String)] = [
            (["add", "bob", path + ".pub"], "there is no user bob"), (["list", "bob"], "there is no user bob"),
            (["remove", "bob", "same"], "there is no user bob"),
            (["add", "alice", path + ".pub"], "has the key SHA256:"),
            (["add", "alice", path], "this is a private key; give the .pub file"),
            (["add", "alice", weak + ".pub"], "an RSA key of 1024 bits is not accepted"),
            (["add", "alice", two], "several keys; give them one at a time"),
            (["add", "alice", "/etc/hostname"], "no public key of an accepted type"),
            (["add", "alice", "/tmp"], "/tmp cannot be read: Is a directory"),
            (["add", "alice"], "there is no key in this text"),
            (["remove", "alice", "same"], "several keys of alice bear that comment"),
            (["remove", "alice", "SHA256:none"], "no key with that fingerprint or comment"),
        ]
        for (arguments, sentence) in refusals {
            let result = try await Command.run(
                [Gangway.executable(), "key"] + arguments, environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 1, "\(arguments)")
            #expect(result.standardError.contains(sentence), "\(result)")
            #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
            #expect(result.output == "", "\(arguments)")
        }
        #expect(try await gangway.succeed("key", "list", "alice") == before)
    }
}
