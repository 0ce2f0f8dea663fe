import ArgumentParser
import Model
import Store

struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a user's keys, oldest first.")

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let keys = try await state.withStore { try await $0.keys(of: name) }
        print(json ? try JSONOutput.text(keys.map(KeySummary.init)) : KeySummary.table(keys).description)
    }
}
