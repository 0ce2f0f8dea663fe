import ArgumentParser
import Model
import Store

struct GroupRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove a group without users.")

    @OptionGroup var state: StateOption
    @Argument(help: "The group.", transform: ProfileName.argument) var name: ProfileName
    @Flag(help: "Also one with users, who are in no group then.") var force = false

    func run() async throws {
        let users = try await state.withStore { try await $0.removeGroup(name, releasingUsers: force) }
        let released = users.isEmpty ? "" : "; in no group now: \(users.map(\.description).joined(separator: ", "))"
        print("removed the group \(name)\(released)")
    }
}
