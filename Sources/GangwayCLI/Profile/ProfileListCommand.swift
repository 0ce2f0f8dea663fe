import ArgumentParser
import Containers
import Foundation
import Model
import Store

struct ProfileListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all profiles, the standard one first.")

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let settings = try file.settings(state: state.folder)
        let counts = try await userCounts()
        let profiles = settings.workspace.profiles.all.compactMap { profile in
            settings.draft(named: profile.name).map {
                ProfileSummary(
                    $0, users: counts.map { $0[profile.name] ?? 0 }, homes: settings.workspace.homes)
            }
        }
        guard !json else { return print(try JSONOutput.text(profiles)) }
        var table = Table("NAME", "EXTENDS", "IMAGE", "MEMORY", "CPUS", "USERS", "RISKY")
        for profile in profiles {
            table.append(
                profile.name, profile.extends ?? "-", profile.image,
                profile.memory.map(ByteSize.text) ?? "no limit",
                profile.cpus.map { SettingValue.short($0).text } ?? "no limit",
                profile.users.map { "\($0)" } ?? "-", profile.risks.isEmpty ? "no" : "yes")
        }
        print(table)
        for (name, count) in (counts ?? [:]).sorted(by: { $0.key < $1.key })
        where settings.workspace.profiles.profile(named: name) == nil {
            let users = count == 1 ? "1 user has" : "\(count) users have"
            print("\(users) the profile \(name), which is not in the settings")
        }
    }

    /// - Returns: nil where there is no store: asking does not make one.
    private func userCounts() async throws -> [ProfileName: Int]? {
        guard FileManager.default.fileExists(atPath: state.storePath) else { return nil }
        let owners = try await state.withStore { try await $0.owners() }
        return owners.values.reduce(into: [:]) { $0[$1 ?? .standard, default: 0] += 1 }
    }
}
