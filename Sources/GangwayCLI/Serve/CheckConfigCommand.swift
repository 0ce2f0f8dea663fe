import ArgumentParser

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the settings file and the environment, and change nothing.",
        discussion: "Exit code 0: every field is known and in its limits. Otherwise the first wrong one is named.")

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption

    func run() throws {
        _ = try file.settings(state: state.folder)
        print(file.path.map { "\($0): no errors" } ?? "no settings file; the environment has no errors")
    }
}
