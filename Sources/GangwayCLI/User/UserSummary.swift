import Foundation
import Store

/// An account as `--json` shows it in a list.
struct UserSummary: Encodable {
    let name: String
    let created: Date
    let disabled: Bool
    let admin: Bool
    let password: Bool
    let keys: Int
    /// What the workspace is.
    let profile: String
    let group: String?

    init(_ account: Account, keys: Int) {
        name = account.name.description
        created = account.created
        disabled = account.isDisabled
        admin = account.isAdmin
        password = account.passwordHash != nil
        self.keys = keys
        profile = (account.effectiveProfile ?? .standard).description
        group = account.group?.description
    }
}
