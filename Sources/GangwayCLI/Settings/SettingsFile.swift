import Configuration
import Foundation
import Model
import Yams

/// The settings file and the environment, read and checked.
enum SettingsFile {
    /// A field that is unknown or wrong; names it and says what is expected.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Variables with our prefix that are no settings.
    private static let otherVariables: Set<String> = ["GANGWAY_STATE", "GANGWAY_CONFIG"]
    private static let otherPrefix = "GANGWAY_TEST_"

    /// - Parameters:
    ///   - path: a YAML file; nil: none.
    ///   - environment: `GANGWAY_…` variables go before the file.
    ///   - state: the state folder, for defaults.
    static func load(path: String?, environment: [String: String], state: String) throws -> Settings {
        let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: ["gangway"])
        var sources = [variables.snapshot()]
        try checkVariables(environment)
        var names: [ProfileName] = []
        if let path, let file = try yaml(at: path) {
            names = file.profiles
            let data = Array(file.text.utf8)
            unsafe sources.append(try YAMLSnapshot(data: data.span.bytes, providerName: path, parsingOptions: .default))
        }
        var settings = Settings(state: state)
        for setting in Settings.table { try read(setting, from: sources, file: path, into: &settings) }
        try readProfiles(names, from: sources.last, file: path ?? "", into: &settings)
        try checkRisks(of: settings, file: path)
        try checkCapabilities(of: settings, file: path)
        return settings
    }

    /// - Parameter section: goes before the setting's key, in the file alone.
    static func read<Root>(
        _ setting: Setting<Root>, under section: String? = nil, from sources: [any ConfigSnapshot], file: String?,
        into root: inout Root
    ) throws {
        for (index, snapshot) in sources.enumerated() {
            let key = section.map { "\($0).\(setting.key)" } ?? setting.key
            let source = index == 0 && section == nil ? setting.variable : "\(file ?? ""): \(key)"
            let value: ConfigValue?
            do {
                value = try snapshot.value(
                    forKey: AbsoluteConfigKey(key.split(separator: ".").map(String.init)), type: setting.type
                ).value
            } catch {
                throw Failure(description: "\(source) must be \(setting.expectation)")
            }
            guard let value else { continue }
            guard setting.apply(&root, value.content) else {
                throw Failure(description: "\(source) must be \(setting.expectation)")
            }
            return
        }
    }

    /// - Returns: the text and the names of the profiles in it; nil where the file holds nothing but comments.
    private static func yaml(at path: String) throws -> (text: String, profiles: [ProfileName])? {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure(description: "\(path): cannot be read as text: \(error.localizedDescription)")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Failure(description: "\(path): not valid YAML: \(error)")
        }
        guard let node else { return nil }
        // A section whose fields are all commented out is null, and as good as absent.
        let profiles = try profileNames(in: node, of: path)
        let known = Set(Settings.table.map(\.key)).union(profiles.flatMap(profileKeys))
        var hasFields = false
        for key in try leaves(of: node, under: [], in: path, known: known) {
            guard known.contains(key) else {
                throw Failure(description: "\(path): \(key) is not a setting" + suggestion(for: key, among: known))
            }
            hasFields = true
        }
        return hasFields || !profiles.isEmpty ? (text, profiles) : nil
    }

    private static func leaves(
        of node: Node, under prefix: [String], in path: String, known: Set<String>
    ) throws -> [String] {
        guard case .mapping(let mapping) = node else {
            let isEmptySection =
                if case .scalar(let scalar) = node { scalar.string.isEmpty || scalar.string == "null" } else { false }
            let key = prefix.joined(separator: ".")
            if prefix.isEmpty, !isEmptySection {
                throw Failure(description: "\(path): must hold sections with settings, as etc/gangway.yaml does")
            }
            let isSection = key == profileSection || known.contains { $0.hasPrefix(key + ".") }
            return isEmptySection && (isSection || prefix.isEmpty) ? [] : [key]
        }
        return try mapping.flatMap { key, value in
            try leaves(of: value, under: prefix + [key.string ?? "?"], in: path, known: known)
        }
    }

    private static func checkVariables(_ environment: [String: String]) throws {
        let known = Set(Settings.table.map(\.variable)).union(otherVariables)
        for name in environment.keys.sorted() where name.hasPrefix("GANGWAY_") && !name.hasPrefix(otherPrefix) {
            guard known.contains(name) else {
                throw Failure(description: "environment variable \(name) is not a setting")
            }
        }
    }

    private static func suggestion(for key: String, among known: Set<String>) -> String {
        let last = key.split(separator: ".").last.map(String.init) ?? key
        // A profile's field is meant to be one of that profile.
        let isOfProfile = key.hasPrefix(profileSection + ".")
        let section = isOfProfile ? key.split(separator: ".").prefix(2).joined(separator: ".") + "." : ""
        let candidates = known.filter { $0.hasSuffix("." + last) && $0.hasPrefix(profileSection + ".") == isOfProfile }
        guard let near = candidates.sorted().first(where: { $0.hasPrefix(section) }) else {
            return "; etc/gangway.yaml shows all there are"
        }
        return "; did you mean \(near)?"
    }
}
