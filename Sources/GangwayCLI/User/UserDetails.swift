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
    let forwarding: ForwardingOverrides
    let keys: [KeySummary]
    private let keyTable: Table

    private enum CodingKeys: CodingKey {
        case name
        case created
        case disabled
        case admin
        case password
        case forwarding
        case keys
    }

    init(_ account: Account, keys: [AuthorizedKey]) {
        name = account.name.description
        created = account.created
        disabled = account.isDisabled
        admin = account.isAdmin
        password = account.passwordHash != nil
        forwarding = account.forwarding
        self.keys = keys.map(KeySummary.init)
        keyTable = KeySummary.table(keys)
    }

    var description: String {
        """
        name        \(name)
        created     \(created.formatted(.iso8601))
        login       \(disabled ? "disabled" : "enabled")
        role        \(admin ? "administrator" : "user")
        password    \(password ? "set" : "none")
        forwarding  \(forwarding.isEmpty ? "as the gateway's" : forwarding.line)

        \(keys.isEmpty ? "no keys" : keyTable.description)
        """
    }
}
