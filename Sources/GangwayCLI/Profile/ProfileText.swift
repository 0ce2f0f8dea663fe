import Containers
import Model
import Yams

/// A profile as a settings file has it.
enum ProfileText {
    /// All its fields: `profiles.NAME`, or the sections of the standard profile.
    static func yaml(_ draft: ProfileDraft) throws -> String {
        var fields: [(path: [String], value: Node)] = []
        let isStandard = draft.profile.name == .standard
        let section = isStandard ? [] : [SettingsFile.profileSection, draft.profile.name.description]
        if let parent = draft.origin.extends, !isStandard {
            fields.append((section + ["extends"], Node(parent.description)))
        }
        for field in ProfileField.table {
            let key = isStandard ? field.keyOfStandardProfile : field.key
            fields.append((section + key.split(separator: ".").map(String.init), field.value(draft).node))
        }
        return try Yams.serialize(node: tree(fields), indent: 2, width: -1, allowUnicode: true)
    }

    /// Fields of one section stay together, where the first of them is.
    private static func tree(_ fields: [(path: [String], value: Node)]) -> Node {
        var keys: [String] = []
        var below: [String: [(path: [String], value: Node)]] = [:]
        for (path, value) in fields {
            guard let key = path.first else { continue }
            if below[key] == nil { keys.append(key) }
            below[key, default: []].append((Array(path.dropFirst()), value))
        }
        return Node(
            keys.map { key in
                let inner = below[key] ?? []
                let leaf = inner.first { $0.path.isEmpty }?.value
                return (Node(key), leaf ?? tree(inner))
            })
    }
}

extension SettingValue {
    /// On one line.
    var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .boolean(let isSet): "\(isSet)"
        case .words(let words): words.joined(separator: " ")
        }
    }

    fileprivate var node: Node {
        switch self {
        case .text(let text): Node(text)
        case .words(let words): Node(words.map { Node($0) }, Tag(.implicit), .flow)
        case .integer, .number, .boolean: Node(text)
        }
    }
}
