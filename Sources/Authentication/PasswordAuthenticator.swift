public import Model
public import Store

/// Accepts the password whose hash the store holds for a user.
///
/// Every call verifies one hash, a decoy where there is none. All hashes made at one cost take the same time; after a
/// change of the cost, those made before differ until the passwords are set again.
public struct PasswordAuthenticator: Authenticator {
    private let store: Store
    private let slots: HashingSlots
    private let decoy: PasswordHash

    /// - Parameter cost: of the decoy: the one that passwords are set with.
    public init(store: Store, slots: HashingSlots = HashingSlots(), cost: Int = PasswordHash.standardCost) {
        self.store = store
        self.slots = slots
        decoy = .decoy(cost: cost)
    }

    public var method: AuthenticationMethod { .password }

    /// - Throws: `PasswordError.busy`, `.unsupportedHash`, `StoreError`, `CancellationError`.
    public func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool {
        guard case .password(let password) = credential else { return false }
        let text = try await store.passwordHashForLogin(of: user)
        let stored = text.map { text in Result { () throws(PasswordError) in try PasswordHash(text: text) } }
        let hash = (try? stored?.get()) ?? decoy
        let matches = try await slots.run { try hash.matches(password) }
        guard user != nil, try stored?.get() != nil else { return false }
        return matches && !password.isEmpty
    }
}
