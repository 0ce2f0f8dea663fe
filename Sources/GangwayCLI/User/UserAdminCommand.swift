import ArgumentParser
import Model
import Store

struct UserAdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Make a user an administrator, or a plain user again.",
        discussion: """
            An administrator gets the gateway's own commands at login (sessions, watch, tail ...), and no workspace.
            """)

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Argument(help: "yes or no.") var choice: YesOrNo

    func run() async throws {
        try await state.withStore { try await $0.setAdmin(choice.isYes, for: name) }
        print("\(name) is \(choice.isYes ? "an administrator" : "a plain user") from the next login on")
    }
}
