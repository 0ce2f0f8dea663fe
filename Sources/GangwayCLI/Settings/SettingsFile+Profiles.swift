import Configuration
import Containers
import Model
import Yams

/// The section `profiles`: each name's fields, over those of the profile that it extends.
extension SettingsFile {
    static let profileSection = "profiles"
    /// Which profile's fields count where a profile leaves its own out.
    private static let extends = "extends"
    /// A profile's or a group's name that commands take for something else.
    static let noName = "none"

    /// - Throws: `Failure` for a name that breaks the rule.
    static func profileNames(in root: Node, of path: String) throws -> [ProfileName] {
        guard case .mapping(let sections) = root, let section = sections[Node(profileSection)],
            case .mapping(let profiles) = section
        else { return [] }
        return try profiles.map { key, _ in
            let text = key.string ?? "?"
            let place = "\(path): \(profileSection).\(text)"
            guard let name = ProfileName(text) else { throw Failure(description: "\(place): \(ProfileName.rule)") }
            guard name != .standard else {
                throw Failure(
                    description: "\(place) is the standard profile; its fields are in workspace, forwarding, recording")
            }
            guard text != noName else { throw Failure(description: "\(place): no profile can have this name") }
            return name
        }
    }

    static func profileKeys(_ name: ProfileName) -> [String] {
        ([extends] + ProfileField.table.map(\.key)).map { "\(section(of: name)).\($0)" }
    }

    private static func section(of name: ProfileName) -> String { "\(profileSection).\(name)" }

    /// - Parameter source: the file.
    static func readProfiles(
        _ names: [ProfileName], from source: (any ConfigSnapshot)?, file: String, into settings: inout Settings
    ) throws {
        guard let source, !names.isEmpty else { return }
        var parents: [ProfileName: ProfileName] = [:]
        for name in names { parents[name] = try parent(of: name, among: names, from: source, file: file) }
        var drafts = [ProfileName.standard: settings.standard]
        for name in names { try read(name, parents, from: source, file: file, into: &drafts) }
        settings.origins = drafts.mapValues(\.origin)
        drafts[.standard] = nil
        settings.workspace.profiles = Profiles(
            standard: settings.workspace.profiles.standard, others: drafts.values.map(\.profile))
    }

    private static func parent(
        of name: ProfileName, among names: [ProfileName], from source: any ConfigSnapshot, file: String
    ) throws -> ProfileName {
        var text = ProfileName.standard.description
        let setting = Setting<String>.parsed(extends, "a profile's name") {
            $0 = $1
            return true
        }
        try read(setting, under: section(of: name), from: [source], file: file, into: &text)
        guard let parent = ProfileName(text), parent == .standard || names.contains(parent) else {
            let all = ([.standard] + names.sorted()).map(\.description).joined(separator: ", ")
            throw Failure(description: "\(file): \(section(of: name)).\(extends) must be one of \(all)")
        }
        return parent
    }

    /// Puts the profile and all that it extends into `drafts`.
    private static func read(
        _ name: ProfileName, _ parents: [ProfileName: ProfileName], from source: any ConfigSnapshot, file: String,
        into drafts: inout [ProfileName: ProfileDraft]
    ) throws {
        var line: [ProfileName] = []
        var next: ProfileName? = name
        while let one = next, drafts[one] == nil {
            guard !line.contains(one) else {
                let circle = (line.drop { $0 != one } + [one]).map(\.description).joined(separator: ", ")
                throw Failure(
                    description: "\(file): \(section(of: one)).\(extends) goes round in a circle: \(circle)")
            }
            line.append(one)
            next = parents[one]
        }
        for name in line.reversed() {
            let parent = parents[name] ?? .standard
            guard var draft = drafts[parent] else { continue }
            draft.profile.name = name
            draft.origin.extends = parent
            // Who reads a profile's section sees there that it is risky.
            draft.profile.allowsRisks = false
            for field in ProfileField.table {
                try read(field.setting, under: section(of: name), from: [source], file: file, into: &draft)
            }
            drafts[name] = draft
        }
    }

    static func checkRisks(of settings: Settings, file: String?) throws {
        for profile in settings.workspace.profiles.all where !profile.allowsRisks {
            let risks = profile.risks(homes: settings.workspace.homes)
            guard !risks.isEmpty else { continue }
            let list = risks.map { "\n  \($0)" }.joined()
            throw Failure(
                description: "\(place(of: profile, file)) needs allow_risky: true of its own, as it has" + list)
        }
    }

    /// Without them every session would fail.
    static func checkCapabilities(of settings: Settings, file: String?) throws {
        for profile in settings.workspace.profiles.all {
            let missing = profile.missingCapabilities
            guard !missing.isEmpty else { continue }
            throw Failure(
                description: "\(place(of: profile, file)).capabilities lacks \(missing.joined(separator: ", ")), which "
                    + "the guest agent needs to start and end programs as the workspace's user; add it, or say way_in: exec"
            )
        }
    }

    private static func place(of profile: Profile, _ file: String?) -> String {
        let source = file.map { "\($0): " } ?? ""
        return source + (profile.name == .standard ? "workspace" : section(of: profile.name))
    }
}
