import CLibSSH
import Model

/// Answers to authentication requests.
extension SSHConnection {
    func becomeAuthenticated() {
        isAuthenticated = true
        startupSlot = nil
        // Not before: who has not shown who they are gets no larger buffers.
        handle?.readAhead()
        // RFC 4252 §5.1: what a client sent behind the request that was accepted is ignored.
        requests.removeAll { if case .authentication = $0 { true } else { false } }
    }

    func refuseAuthentication(_ remaining: [AuthenticationMethod], partial: Bool, isTry: Bool) {
        guard let handle, end == nil, !isAuthenticated else { return }
        // As sshd: asking for the methods is free once, or a client could go on for all of the login grace time.
        if isTry || hasTried && !partial { failedTries += 1 }
        hasTried = true
        // As sshd: the last one is answered by the DISCONNECT.
        guard failedTries < configuration.maxAuthTries else { return requestEnd(.tooManyAuthTries) }
        let methods = remaining.reduce(into: Int32(0)) { bits, method in
            switch method {
            case .publicKey: bits |= Int32(SSH_AUTH_METHOD_PUBLICKEY)
            case .password: bits |= Int32(SSH_AUTH_METHOD_PASSWORD)
            }
        }
        unsafe ssh_set_auth_methods(handle.session, methods)
        _ = unsafe gangway_refuse_authentication(handle.session, partial)
        setNeedsDrive()
    }

    /// Shows the banner, once, before the first answer (RFC 4252 §5.4).
    func sendBanner() {
        guard !isBannerSent, let handle, let text = configuration.banner else { return }
        isBannerSent = true
        guard let string = unsafe ssh_string_from_char(text) else { return }
        _ = unsafe ssh_send_issue_banner(handle.session, string)
        unsafe ssh_string_free(string)
        setNeedsDrive()
    }
}
