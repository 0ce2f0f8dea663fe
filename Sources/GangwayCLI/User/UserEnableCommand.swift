import ArgumentParser
import Model
import Store

struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let a disabled user log in again.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName

    func run() async throws {
        try await state.withStore { try await $0.setDisabled(false, for: name) }
        print("enabled the user \(name)")
    }
}
