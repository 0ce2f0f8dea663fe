import Authentication
import Foundation
import GatewayTesting
import Model
import Store
import Testing

@Suite(.timeLimit(.minutes(20))) struct UserPasswordCommandTests {
    /// Whether the password opens the account, as the server would find out, with the store open as the server has it.
    private func opens(_ password: String, _ store: Store) async throws -> Bool {
        let authenticator = PasswordAuthenticator(store: store)
        return try await authenticator.accepts(.password(password), of: UserName("alice"))
    }

    @Test("A password is set, changed and removed from standard input while the server has the store open")
    func fromStandardInput() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice", "--password-stdin", input: "first one\nrest")
        let store = try await Store.open(at: gangway.state + "/gangway.sqlite")
        #expect(try await opens("first one", store))
        try await gangway.succeed("user", "password", "alice", input: "zweites Paßwort")
        #expect(try await opens("zweites Paßwort", store))
        #expect(try await !opens("first one", store))
        try await gangway.succeed("user", "password", "alice", "--remove")
        #expect(try await !opens("zweites Paßwort", store))
        try await store.close()
    }

    @Test("An empty password, one that is no text and one without end are refused, and the old one stays")
    func refused() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice", "--password-stdin", input: "kept\n")
        let executable = try Gangway.executable()
        let inputs: [[UInt8]] = [[], Array("\n".utf8), [0xff, 0xfe, 10], Array(repeating: 97, count: 5000)]
        for input in inputs {
            let result = try await Command.run(
                [executable, "user", "password", "alice"], input: input, environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 1)
            #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
        }
        let store = try await Store.open(at: gangway.state + "/gangway.sqlite")
        #expect(try await opens("kept", store))
        try await store.close()
    }

    @Test("On a terminal it is asked for twice and never shown")
    func onTerminal() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice")
        let terminal = try TypingTerminal(
            executable: try Gangway.executable(), arguments: ["user", "password", "alice"], state: gangway.state)
        let shown = try await terminal.answer(["New password: ": "s3cret-word\n", "Again: ": "s3cret-word\n"])
        #expect(shown.code == 0)
        #expect(shown.text.contains("New password: "))
        #expect(shown.text.contains("set the password of the user alice"))
        #expect(!shown.text.contains("s3cret"))
        let store = try await Store.open(at: gangway.state + "/gangway.sqlite")
        #expect(try await opens("s3cret-word", store))
        try await store.close()
    }

    @Test("Two different answers and ^C change nothing", arguments: ["other\n", "\u{3}"])
    func differing(second: String) async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice")
        let terminal = try TypingTerminal(
            executable: try Gangway.executable(), arguments: ["user", "password", "alice"], state: gangway.state)
        let shown = try await terminal.answer(["New password: ": "word\n", "Again: ": second])
        #expect(shown.code == 1)
        #expect(shown.text.contains("nothing was changed"))
        #expect(terminal.echoes, "the terminal is as it was")
        let user: ShownUser = try json(try await gangway.succeed("user", "show", "alice", "--json"))
        #expect(!user.password)
    }
}
