import Model

/// What a client must prove to log in, and who checks it. One for the server; each connection has a conversation.
public struct AuthenticationPolicy: Sendable {
    let lists: MethodLists
    private let authenticators: [AuthenticationMethod: any Authenticator]

    /// - Parameter authenticators: one per method; of two for the same method the last one counts.
    /// - Throws: `PolicyError.noAuthenticator` if `lists` names a method without one.
    public init(_ lists: MethodLists = .standard, authenticators: [any Authenticator]) throws(PolicyError) {
        self.lists = lists
        self.authenticators = Dictionary(authenticators.map { ($0.method, $0) }) { $1 }
        for method in lists.all where self.authenticators[method] == nil { throw .noAuthenticator(method) }
    }

    public func conversation() -> AuthenticationConversation { AuthenticationConversation(self) }

    func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool {
        guard let method = credential.method, let authenticator = authenticators[method] else { return false }
        return try await authenticator.accepts(credential, of: user)
    }
}
