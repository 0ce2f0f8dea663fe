import ArgumentParser
import Model
import Store

struct KeyRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove a key from a user.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Argument(
        help: ArgumentHelp(
            "The fingerprint, or the comment if only one key bears it.", valueName: "fingerprint-or-comment"))
    var key: String

    func run() async throws {
        let removed = try await state.withStore { try await $0.removeKey(key, of: name) }
        print("removed the key \(removed.fingerprint) from the user \(name)")
    }
}
