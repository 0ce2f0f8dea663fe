import ArgumentParser
import Model

/// The value of an option that names a profile or a group, or takes it away.
enum ProfileChoice: ExpressibleByArgument {
    case none
    case named(ProfileName)

    init?(argument: String) {
        if argument == SettingsFile.noName {
            self = .none
        } else {
            guard let name = ProfileName(argument) else { return nil }
            self = .named(name)
        }
    }

    var name: ProfileName? {
        switch self {
        case .none: nil
        case .named(let name): name
        }
    }

    /// - Throws: `CommandError.noProfile`, or what is wrong with the settings; the standard profile needs none.
    func checkProfile(_ file: ConfigOption, state: StateOption) throws {
        guard let name, name != .standard else { return }
        let profiles = try file.settings(state: state.folder).workspace.profiles
        guard profiles.profile(named: name) != nil else {
            throw CommandError.noProfile(name, known: profiles.all.map(\.name), file: file.path)
        }
    }
}
