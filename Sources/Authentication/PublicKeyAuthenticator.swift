public import Model
public import Store

/// Accepts the keys the store holds for a user.
public struct PublicKeyAuthenticator: Authenticator {
    private let store: Store

    public init(store: Store) { self.store = store }

    public var method: AuthenticationMethod { .publicKey }

    public func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool {
        // What is refused before the query depends on the key alone, so its speed tells nothing about the user. A key
        // is checked as strictly as when it was added: the rules may have become stricter since.
        guard case .publicKey(let offer) = credential, let key = try? PublicKey(blob: offer.blob),
            key.type.rawValue == offer.algorithm
        else { return false }
        let found = try await store.keyForLogin(key.base64, of: user)
        return user != nil && found?.blob == key.base64
    }
}
