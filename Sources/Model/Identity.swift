/// Who an authenticated connection belongs to.
///
/// Holding one proves that the authentication policy said yes: only the `Authentication` target makes them.
public struct Identity: Hashable, Sendable {
    public let user: UserName
    /// The methods that were accepted, in order: `publickey`, or `publickey,password`.
    public let methods: [AuthenticationMethod]

    @_spi(Authentication) public init(user: UserName, methods: [AuthenticationMethod]) {
        self.user = user
        self.methods = methods
    }
}

/// An SSH authentication method by its registered name (RFC 4252 §5, §7, §8).
public enum AuthenticationMethod: String, Hashable, Sendable, CaseIterable {
    case publicKey = "publickey"
    case password
}
