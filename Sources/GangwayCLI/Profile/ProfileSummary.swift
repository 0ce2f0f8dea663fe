import Containers
import Model

/// A profile as `profile list` shows it.
struct ProfileSummary: Encodable {
    let name: String
    /// nil: the standard profile.
    let extends: String?
    let image: String
    /// In bytes; nil: no limit.
    let memory: Int?
    let cpus: Double?
    /// How many have it; nil: there are no accounts yet.
    let users: Int?
    let risks: [String]

    init(_ draft: ProfileDraft, users: Int?, homes: String) {
        name = draft.profile.name.description
        extends = draft.origin.extends?.description
        image = draft.profile.image
        memory = draft.profile.memory
        cpus = draft.profile.cpus
        self.users = users
        risks = draft.profile.risks(homes: homes).map(\.description)
    }
}
