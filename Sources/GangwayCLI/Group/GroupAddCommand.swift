import ArgumentParser
import Model
import Store

struct GroupAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a group.")

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Argument(help: "The new group: \(ProfileName.rule).", transform: ProfileName.argument) var name: ProfileName
    @Option(help: "The profile of its users who have none of their own; none: the standard one.")
    var profile: ProfileChoice = .none

    func run() async throws {
        try profile.checkProfile(file, state: state)
        try state.makeFolder()
        try await state.withStore { try await $0.addGroup(name, profile: profile.name) }
        print("added the group \(name) with the profile \(profile.name ?? .standard)")
    }
}
