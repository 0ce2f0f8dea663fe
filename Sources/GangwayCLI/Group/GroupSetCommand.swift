import ArgumentParser
import Model
import Store

struct GroupSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Give a group another profile.",
        discussion: "A changed profile applies at the workspaces' next start.")

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Argument(help: "The group.", transform: ProfileName.argument) var name: ProfileName
    @Option(help: "The profile of its users who have none of their own; none: the standard one.")
    var profile: ProfileChoice

    func run() async throws {
        try profile.checkProfile(file, state: state)
        try await state.withStore { try await $0.setProfile(profile.name, forGroup: name) }
        print("the group \(name) has the profile \(profile.name ?? .standard)")
        print("A changed profile applies at the workspaces' next start.")
    }
}
