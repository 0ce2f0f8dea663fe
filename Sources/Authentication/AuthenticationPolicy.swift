@_spi(Authentication) import Model
public import Store

/// What a client must prove to log in, and who checks it. One for the server; each connection has a conversation.
public struct AuthenticationPolicy: Sendable {
    let lists: MethodLists
    private let authenticators: [AuthenticationMethod: any Authenticator]
    private let store: Store

    /// - Parameters:
    ///   - authenticators: one per method; of two for the same method the last one counts.
    ///   - store: what it says of a user goes into the user's `Identity`.
    /// - Throws: `PolicyError.noAuthenticator` if `lists` names a method without one.
    public init(
        _ lists: MethodLists = .standard, authenticators: [any Authenticator], store: Store
    ) throws(PolicyError) {
        self.lists = lists
        self.store = store
        self.authenticators = Dictionary(authenticators.map { ($0.method, $0) }) { $1 }
        for method in lists.all where self.authenticators[method] == nil { throw .noAuthenticator(method) }
    }

    public func conversation() -> AuthenticationConversation { AuthenticationConversation(self) }

    func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool {
        guard let method = credential.method, let authenticator = authenticators[method] else { return false }
        return try await authenticator.accepts(credential, of: user)
    }

    /// Who has passed all of a list's methods.
    ///
    /// - Returns: nil if the account is not there or disabled: it may have become so since the last method's check.
    func identity(of user: UserName, by methods: [AuthenticationMethod]) async throws -> Identity? {
        guard let account = try await store.accountForLogin(of: user) else { return nil }
        return Identity(
            user: user, methods: methods, forwarding: account.forwarding, profile: account.effectiveProfile,
            isAdmin: account.isAdmin)
    }
}
