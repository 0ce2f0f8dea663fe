public import Model

public import protocol Foundation.LocalizedError

/// Why something asked of an account cannot be done. Nothing was changed.
public enum AccountError: UserFacingError, LocalizedError, Hashable {
    case missing(UserName)
    case exists(UserName)
    case keyExists(UserName, fingerprint: String)
    /// Neither a fingerprint nor a comment of one of the account's keys.
    case keyMissing(UserName)
    case commentNotUnique(UserName)
    case groupMissing(ProfileName)
    case groupExists(ProfileName)
    case groupInUse(ProfileName, users: [UserName])

    public var code: String {
        switch self {
        case .missing: "account-missing"
        case .exists: "account-exists"
        case .keyExists: "key-exists"
        case .keyMissing: "key-missing"
        case .commentNotUnique: "key-comment-not-unique"
        case .groupMissing: "group-missing"
        case .groupExists: "group-exists"
        case .groupInUse: "group-in-use"
        }
    }

    public var userMessage: String {
        switch self {
        case .missing(let name):
            "there is no user \(name); gangway user list shows all"
        case .exists(let name):
            "the user \(name) exists already; gangway user show \(name) tells more"
        case .keyExists(let name, let fingerprint):
            "the user \(name) has the key \(fingerprint) already; gangway key list \(name) shows all"
        case .keyMissing(let name):
            "the user \(name) has no key with that fingerprint or comment; gangway key list \(name) shows all"
        case .commentNotUnique(let name):
            "several keys of \(name) bear that comment; give the fingerprint that gangway key list \(name) shows"
        case .groupMissing(let name):
            "there is no group \(name); gangway group list shows all"
        case .groupExists(let name):
            "the group \(name) exists already; gangway group set \(name) changes it"
        case .groupInUse(let name, let users):
            "users are in the group \(name): \(users.map(\.description).joined(separator: ", ")); --force takes them out"
        }
    }

    public var description: String { "\(code): \(userMessage)" }
    /// What a command prints.
    public var errorDescription: String? { userMessage }
}
