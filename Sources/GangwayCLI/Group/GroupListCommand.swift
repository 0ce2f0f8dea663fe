import ArgumentParser
import Model
import Store

struct GroupListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all groups by name.")

    /// As `--json` shows it.
    private struct Summary: Encodable {
        let name: String
        let profile: String
        let users: [String]
    }

    @OptionGroup var state: StateOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let groups = try await state.withStore { try await $0.groups() }.map { group in
            Summary(
                name: group.name.description, profile: (group.profile ?? .standard).description,
                users: group.users.map(\.description))
        }
        guard !json else { return print(try JSONOutput.text(groups)) }
        var table = Table("NAME", "PROFILE", "USERS")
        for group in groups {
            table.append(group.name, group.profile, group.users.isEmpty ? "-" : group.users.joined(separator: ", "))
        }
        print(table)
    }
}
