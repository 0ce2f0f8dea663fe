import Containers

/// A profile with all its fields, as `profile show --json` prints it.
struct ProfileDetails: Encodable {
    struct Risk: Encodable {
        let field: String
        let meaning: String
    }

    let name: String
    let extends: String?
    /// By their names below `profiles.NAME`, such as `forwarding.tcp`.
    let fields: [String: SettingValue]
    let risks: [Risk]

    init(_ draft: ProfileDraft, homes: String) {
        name = draft.profile.name.description
        extends = draft.origin.extends?.description
        fields = Dictionary(ProfileField.table.map { ($0.key, $0.value(draft)) }) { $1 }
        risks = draft.profile.risks(homes: homes).map { Risk(field: $0.field, meaning: $0.meaning) }
    }
}
