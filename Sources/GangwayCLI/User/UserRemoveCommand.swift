import ArgumentParser
import Model
import Store

struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a user and the user's keys; the home and the container stay.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName

    func run() async throws {
        try await state.withStore { try await $0.removeAccount(name) }
        print("removed the user \(name); the user's home and container stay, and open sessions go on")
    }
}
