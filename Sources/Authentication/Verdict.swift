public import Model

/// The answer to one authentication request. `remaining` are the methods that can continue, for
/// SSH_MSG_USERAUTH_FAILURE; they never depend on whether the user exists.
public enum Verdict: Hashable, Sendable {
    /// SSH_MSG_USERAUTH_SUCCESS.
    case accepted(Identity)
    /// SSH_MSG_USERAUTH_PK_OK: a signature by this key would be accepted.
    case keyAcceptable
    /// SSH_MSG_USERAUTH_FAILURE with partial success: this method is done, another one must follow.
    case partial(remaining: [AuthenticationMethod])
    /// SSH_MSG_USERAUTH_FAILURE.
    case refused(remaining: [AuthenticationMethod])
    /// The same for the client; the operator should know `cause`, which holds no secret.
    case failed(cause: String, remaining: [AuthenticationMethod])
    /// Ends the connection.
    case violation(Violation)

    public enum Violation: String, Hashable, Sendable {
        case userChanged = "the client changed the user name between two tries"
        case serviceChanged = "the client changed the service between two tries"
        case unknownService = "the client asked for a service other than ssh-connection"
        /// A request came while another one was being decided, or after the end.
        case outOfTurn = "the client sent an authentication request out of turn"
    }
}
