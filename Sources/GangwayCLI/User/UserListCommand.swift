import ArgumentParser
import Foundation
import Store

struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all users by name.")

    @OptionGroup var state: StateOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let users = try await state.withStore { store in
            let counts = try await store.keyCounts()
            return try await store.accounts().map { UserSummary($0, keys: counts[$0.name] ?? 0) }
        }
        guard !json else { return print(try JSONOutput.text(users)) }
        var table = Table("NAME", "LOGIN", "ROLE", "PASSWORD", "KEYS", "PROFILE", "GROUP", "CREATED")
        for user in users {
            table.append(
                user.name, user.disabled ? "disabled" : "enabled", user.admin ? "admin" : "user",
                user.password ? "set" : "none", "\(user.keys)", user.profile, user.group ?? "-",
                user.created.formatted(.iso8601))
        }
        print(table)
    }
}
