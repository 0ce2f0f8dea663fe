public import Model

public import struct Foundation.Date

/// Who may log in.
public struct Account: Hashable, Sendable, CustomStringConvertible {
    public let name: UserName
    /// In whole seconds.
    public let created: Date
    /// A disabled account keeps its keys and its password, and is refused at login.
    public internal(set) var isDisabled: Bool
    /// What `Authentication` made of the password; this target does not look inside. nil: no password login.
    public internal(set) var passwordHash: String?
    /// What the user may forward, where it differs from the gateway's settings.
    public internal(set) var forwarding: ForwardingOverrides

    /// Gets the gateway's own commands at login instead of a workspace.
    public internal(set) var isAdmin: Bool
    /// The user's own, as the settings name it; nil: the group's.
    public internal(set) var profile: ProfileName?
    /// The group of users, if there is one.
    public internal(set) var group: ProfileName?
    /// What the group's users have; nil: the standard one.
    public internal(set) var groupProfile: ProfileName?

    /// What the user's workspace is; nil: the standard one.
    public var effectiveProfile: ProfileName? { profile ?? groupProfile }

    /// The name alone: the hash must not get into a log by printing an account.
    public var description: String { name.description }
}
