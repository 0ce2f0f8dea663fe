import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "The public keys that open an account.",
        discussion: "Changes take effect at the next login, also while the server runs.",
        subcommands: [KeyAddCommand.self, KeyListCommand.self, KeyRemoveCommand.self])
}
