/// Who an authenticated connection belongs to.
///
/// Holding one proves that the authentication policy said yes: only the `Authentication` target makes them.
public struct Identity: Hashable, Sendable {
    public let user: UserName
    /// The methods that were accepted, in order: `publickey`, or `publickey,password`.
    public let methods: [AuthenticationMethod]
    /// As they were at the login.
    public let forwarding: ForwardingOverrides
    /// What the workspace is; nil: the standard one.
    public let profile: ProfileName?
    /// Gets the gateway's own commands instead of a workspace.
    public let isAdmin: Bool

    @_spi(Authentication) public init(
        user: UserName, methods: [AuthenticationMethod], forwarding: ForwardingOverrides = ForwardingOverrides(),
        profile: ProfileName? = nil, isAdmin: Bool = false
    ) {
        self.user = user
        self.methods = methods
        self.forwarding = forwarding
        self.profile = profile
        self.isAdmin = isAdmin
    }
}

/// An SSH authentication method by its registered name (RFC 4252 §5, §7, §8).
public enum AuthenticationMethod: String, Hashable, Sendable, CaseIterable {
    case publicKey = "publickey"
    case password
}
