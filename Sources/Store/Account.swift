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

    /// The name alone: the hash must not get into a log by printing an account.
    public var description: String { name.description }
}
