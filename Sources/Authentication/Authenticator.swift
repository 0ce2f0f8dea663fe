public import Model

/// Decides about the credentials of one method.
///
/// From outside, nobody may learn whether a user exists: for an unknown user, a disabled one, one without this method
/// and for text that is no user name at all, the work and the answer are those for a wrong credential.
public protocol Authenticator: Sendable {
    var method: AuthenticationMethod { get }

    /// - Parameter user: nil if the client sent text that is no user name: never accepted.
    /// - Returns: whether `credential` belongs to `user`; false for a credential of another method.
    /// - Throws: if it could not be found out.
    func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool
}
