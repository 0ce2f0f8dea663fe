import ArgumentParser
import Model
import Store

struct UserSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Give a user a profile or a group.",
        discussion: """
            A user's own profile goes before the group's; without either it is the standard one, which is named default. \
            gangway profile list shows what there is. A changed profile applies at the workspace's next start.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Option(help: "What the user's workspace is: a profile in the settings; none: the group's.")
    var profile: ProfileChoice?
    @Option(help: "The user's group; none: no group.") var group: ProfileChoice?

    func validate() throws {
        guard profile != nil || group != nil else { throw ValidationError("give --profile or --group") }
    }

    func run() async throws {
        try profile?.checkProfile(file, state: state)
        let change = Store.ProfileChange(profile: profile.map(\.name), group: group.map(\.name))
        let account = try await state.withStore { try await $0.changeProfile(of: name, change) }
        let group = account.group.map { ", group \($0)" } ?? ""
        print("the user \(name) has the profile \(account.effectiveProfile ?? .standard)\(group)")
        print("A changed profile applies at the workspace's next start.")
    }
}
