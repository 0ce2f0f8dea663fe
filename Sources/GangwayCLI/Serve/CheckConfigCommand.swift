import ArgumentParser

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the settings file and the environment, and change nothing.",
        discussion: """
            Exit code 0: every field is known and in its limits. Otherwise the first wrong one is named. \
            Profiles with allow_risky are listed with what they allow.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption

    func run() throws {
        let settings = try file.settings(state: state.folder)
        print(file.path.map { "\($0): no errors" } ?? "no settings file; the environment has no errors")
        for profile in settings.workspace.profiles.all where profile.allowsRisks {
            print("the profile \(profile.name) has allow_risky, which allows")
            let risks = profile.risks(homes: settings.workspace.homes)
            for risk in risks { print("  \(risk)") }
            if risks.isEmpty { print("  nothing: it has no risky field") }
        }
    }
}
