import ArgumentParser
import Authentication
import Model
import Store

struct KeyAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a public key to a user.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Argument(help: "The .pub file; - for standard input.") var file = "-"
    @Option(help: "Instead of the comment in the file.") var comment: String?

    func run() async throws {
        let key = try AuthorizedKey(try KeyInput.read(file), for: name, comment: comment)
        try await state.withStore { try await $0.addKey(key) }
        print("added the key \(key.fingerprint) to the user \(name)")
    }
}
