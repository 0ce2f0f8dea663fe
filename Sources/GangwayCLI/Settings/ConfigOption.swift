import ArgumentParser
import Foundation

/// Where the settings come from, for the commands that need them.
struct ConfigOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The settings file (default: $GANGWAY_CONFIG; without one, every setting has its default).")
    var explicitPath: String?

    var path: String? { explicitPath ?? ProcessInfo.processInfo.environment["GANGWAY_CONFIG"] }

    func settings(state: String) throws -> Settings {
        try SettingsFile.load(path: path, environment: ProcessInfo.processInfo.environment, state: state)
    }
}
