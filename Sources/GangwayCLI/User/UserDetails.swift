import Foundation
import Model
import Store

/// One account with its keys, as `user show` prints it.
struct UserDetails: Encodable, CustomStringConvertible {
    let name: String
    let created: Date
    let disabled: Bool
    let admin: Bool
    let password: Bool
    /// What the workspace is.
    let profile: String
    /// nil: the group's, or the standard one.
    let ownProfile: String?
    let group: String?
    let forwarding: ForwardingOverrides
    let keys: [KeySummary]
    private let keyTable: Table

    private enum CodingKeys: CodingKey {
        case name
        case created
        case disabled
        case admin
        case password
        case profile
        case ownProfile
        case group
        case forwarding
        case keys
    }

    init(_ account: Account, keys: [AuthorizedKey]) {
        name = account.name.description
        created = account.created
        disabled = account.isDisabled
        admin = account.isAdmin
        password = account.passwordHash != nil
        profile = (account.effectiveProfile ?? .standard).description
        ownProfile = account.profile?.description
        group = account.group?.description
        forwarding = account.forwarding
        self.keys = keys.map(KeySummary.init)
        keyTable = KeySummary.table(keys)
    }

    /// Who gave it the profile.
    private var origin: String {
        if ownProfile != nil { return " (the user's own)" }
        return group.map { " (the group \($0)'s)" } ?? ""
    }

    var description: String {
        """
        name        \(name)
        created     \(created.formatted(.iso8601))
        login       \(disabled ? "disabled" : "enabled")
        role        \(admin ? "administrator" : "user")
        password    \(password ? "set" : "none")
        profile     \(profile)\(origin)
        group       \(group ?? "none")
        forwarding  \(forwarding.isEmpty ? "as the gateway's" : forwarding.line)

        \(keys.isEmpty ? "no keys" : keyTable.description)
        """
    }
}
