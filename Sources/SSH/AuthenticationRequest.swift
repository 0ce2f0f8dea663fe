import CLibSSH
public import Model

/// What a client offers to prove who it is.
public enum OfferedCredential: Sendable {
    /// RFC 4252 §5.2: asks for the list of methods.
    case none
    case password(String)
    /// RFC 4252 §7. Not signed: the client asks whether this key would do. Signed: libssh has checked the signature over
    /// this connection's session identifier, and for a FIDO key that the user touched it.
    case publicKey(algorithm: String, blob: [UInt8], isSigned: Bool)
    /// A method that is not offered, or a key or signature that failed libssh's or the guard's check.
    case unusable
}

/// One USERAUTH_REQUEST (RFC 4252 §5). Answer it once; dropped unanswered it is refused.
public final class AuthenticationRequest {
    /// As sent: any bytes but NUL, decoded as UTF-8. Empty for `.unusable`.
    public let user: String
    public let credential: OfferedCredential
    private let connection: SSHConnection
    private let pending: PendingMessage?
    private var isAnswered = false

    init(user: String, credential: OfferedCredential, pending: PendingMessage?, connection: SSHConnection) {
        self.user = user
        self.credential = credential
        self.pending = pending
        self.connection = connection
    }

    /// USERAUTH_SUCCESS: the connection is authenticated from here on, and requests that the client sent after this one
    /// are void. Of a key that has signed nothing it says no more than `acceptKey()`.
    public func accept() {
        if case .publicKey(_, _, isSigned: false) = credential { return acceptKey() }
        guard claim(), let pending, !connection.assumeIsolated({ $0.isAuthenticated }) else { return }
        let answered: Void? = unsafe pending.answer { message in
            _ = unsafe ssh_message_auth_reply_success(message, 0)
        }
        if answered != nil { connection.assumeIsolated { $0.becomeAuthenticated() } }
    }

    /// USERAUTH_PK_OK: a probed key would do.
    public func acceptKey() {
        guard claim(), let pending else { return }
        unsafe pending.answer { message in _ = unsafe ssh_message_auth_reply_pk_ok_simple(message) }
    }

    /// USERAUTH_FAILURE with the partial success flag: this one was right, `remaining` is still asked for.
    public func acceptPartially(remaining: [AuthenticationMethod]) {
        fail(remaining, partial: true)
    }

    /// USERAUTH_FAILURE. Counts as a try, but for a first `.none`.
    public func refuse(remaining: [AuthenticationMethod]) {
        fail(remaining, partial: false)
    }

    private func fail(_ remaining: [AuthenticationMethod], partial: Bool) {
        guard claim() else { return }
        unsafe pending?.answer { _ in }
        let isTry = if case .none = credential { false } else { !partial }
        connection.assumeIsolated { $0.refuseAuthentication(remaining, partial: partial, isTry: isTry) }
    }

    private func claim() -> Bool {
        guard !isAnswered else { return false }
        isAnswered = true
        return true
    }

    deinit {
        guard !isAnswered else { return }
        unsafe pending?.answer { _ in }
        connection.assumeIsolated { $0.refuseAuthentication([], partial: false, isTry: true) }
    }
}
