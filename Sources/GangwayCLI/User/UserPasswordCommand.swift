import ArgumentParser
import Authentication
import Model
import Store

struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Set a user's password.",
        discussion: "Asks for it twice on a terminal, else reads one line of standard input.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Flag(help: "End login by password for this user.") var remove = false

    func run() async throws {
        try await state.withStore { store in
            // Before anybody types a password in vain.
            _ = try await store.account(named: name)
            let hash = remove ? nil : try PasswordHash(of: try PasswordInput.read()).text
            try await store.setPasswordHash(hash, for: name)
        }
        print("\(remove ? "removed" : "set") the password of the user \(name)")
    }
}
