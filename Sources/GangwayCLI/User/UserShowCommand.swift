import ArgumentParser
import Model
import Store

struct UserShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a user and the user's keys.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let user = try await state.withStore { store in
            UserDetails(try await store.account(named: name), keys: try await store.keys(of: name))
        }
        print(json ? try JSONOutput.text(user) : user.description)
    }
}
