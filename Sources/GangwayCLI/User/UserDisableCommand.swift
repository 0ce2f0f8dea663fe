import ArgumentParser
import Model
import Store

struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Refuse a user's logins; keys and password are kept.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName

    func run() async throws {
        try await state.withStore { try await $0.setDisabled(true, for: name) }
        print("disabled the user \(name) from the next login on; open sessions go on")
    }
}
