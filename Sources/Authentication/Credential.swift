public import Model

/// What one authentication request offers as proof (RFC 4252 §5).
public enum Credential: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// No proof: the client asks which methods there are.
    case none
    case publicKey(PublicKeyOffer)
    /// In clear.
    case password(String)

    /// nil for `none`.
    public var method: AuthenticationMethod? {
        switch self {
        case .none: nil
        case .publicKey: .publicKey
        case .password: .password
        }
    }

    /// The method's name alone: a password must not get into a log by printing a credential.
    public var description: String { method?.rawValue ?? "none" }
    public var debugDescription: String { description }
}
