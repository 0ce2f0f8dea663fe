import CLibSSH
import FoundationEssentials
import Model

/// From libssh's messages to requests.
extension SSHConnection {
    /// Takes what the last poll queued. Whatever Gangway has no use for is refused here.
    func takeMessages(of handle: SessionHandle) {
        // First: requests may be there already for a channel that the client has just confirmed.
        takeOpened(of: handle)
        var authentications: UInt32 = 0
        while let message = unsafe gangway_message_pop(handle.session) {
            var view = unsafe gangway_message()
            unsafe gangway_message_describe(message, &view)
            switch unsafe UInt32(view.type) {
            case SSH_REQUEST_AUTH.rawValue:
                authentications += 1
                unsafe takeAuthentication(message, view)
            case SSH_REQUEST_SERVICE.rawValue:
                unsafe takeService(message, view)
            case SSH_REQUEST_CHANNEL_OPEN.rawValue:
                unsafe takeChannelOpen(message, view)
            case SSH_REQUEST_CHANNEL.rawValue:
                unsafe takeChannelRequest(message, view)
            case SSH_REQUEST_GLOBAL.rawValue:
                unsafe takeGlobalRequest(message, view)
            default:
                unsafe refuse(message)
            }
        }
        // What libssh or the guard dropped without an answer would leave the client waiting.
        let passed = unsafe gangway_guard_take_passed_authentications(handle.guard)
        let dropped = unsafe gangway_guard_take_dropped_authentications(handle.guard)
        if !isAuthenticated {
            for _ in 0..<(dropped + (passed > authentications ? passed - authentications : 0)) {
                enqueue(
                    .authentication(
                        AuthenticationRequest(user: "", credential: .unusable, pending: nil, connection: self)))
            }
        }
        if unsafe gangway_guard_is_violated(handle.guard) { requestEnd(.violation("malformed packet")) }
    }

    func refuse(_ message: ssh_message) {
        _ = unsafe ssh_message_reply_default(message)
        unsafe ssh_message_free(message)
    }

    private func takeService(_ message: ssh_message, _ view: gangway_message) {
        guard unsafe text(view.text) == "ssh-userauth" else {
            // RFC 4253 §10. libssh's own refusal is an acceptance.
            unsafe ssh_message_free(message)
            return requestEnd(.violation("unknown service"))
        }
        _ = unsafe ssh_message_service_reply_success(message)
        unsafe ssh_message_free(message)
    }

    private func takeAuthentication(_ message: ssh_message, _ view: gangway_message) {
        sendBanner()
        let credential: OfferedCredential =
            switch unsafe UInt32(view.subtype) {
            case UInt32(SSH_AUTH_METHOD_NONE): .none
            case UInt32(SSH_AUTH_METHOD_PASSWORD): unsafe .password(text(view.value))
            case UInt32(SSH_AUTH_METHOD_PUBLICKEY): unsafe publicKey(message, view)
            default: .unusable
            }
        enqueue(
            .authentication(
                unsafe AuthenticationRequest(
                    user: text(view.text), credential: credential, pending: hold(message), connection: self)))
    }

    private func publicKey(_ message: ssh_message, _ view: gangway_message) -> OfferedCredential {
        guard
            let base64 = unsafe gangway_message_public_key(message),
            let algorithm = unsafe ssh_key_type_to_char(ssh_keytypes_e(UInt32(view.key_type)))
        else { return .unusable }
        defer { unsafe ssh_string_free_char(base64) }
        // libssh looks at the signature's algorithm only, so a DSA key would be told that it will do.
        guard unsafe !String(cString: algorithm).hasPrefix("ssh-dss") else { return .unusable }
        guard let blob = Data(base64Encoded: unsafe String(cString: base64)).map(Array.init) else { return .unusable }
        switch unsafe view.key_state {
        case SSH_PUBLICKEY_STATE_NONE.rawValue:
            return unsafe .publicKey(algorithm: String(cString: algorithm), blob: blob, isSigned: false)
        case SSH_PUBLICKEY_STATE_VALID.rawValue:
            return unsafe .publicKey(algorithm: String(cString: algorithm), blob: blob, isSigned: true)
        default:
            return .unusable
        }
    }

    private func takeChannelOpen(_ message: ssh_message, _ view: gangway_message) {
        guard isAuthenticated else { return unsafe refuse(message) }
        switch unsafe UInt32(view.subtype) {
        case SSH_CHANNEL_SESSION.rawValue:
            guard channelCount(.session) < configuration.maxSessions else {
                tell(.maxSessions)
                return unsafe refuse(message)
            }
            unsafe enqueue(.openSession(OpenSessionRequest(pending: hold(message, opens: .session))))
        case SSH_CHANNEL_DIRECT_TCPIP.rawValue:
            unsafe takeForwardOpen(message, view)
        default:
            unsafe refuse(message)
        }
    }

    func tell(_ limit: ConnectionLimit) {
        if toldLimits.insert(limit).inserted { enqueue(.limited(limit)) }
    }

    private func takeChannelRequest(_ message: ssh_message, _ view: gangway_message) {
        let kind = unsafe kind(of: view)
        let address = unsafe UInt(bitPattern: view.channel)
        guard let channel = channel(at: address), !channel.isCloseSent else {
            // Nothing may be said about a channel after our CLOSE: the client may give its number to the next one.
            return unsafe ssh_message_free(message)
        }
        guard channel.role == .session else { return unsafe refuse(message) }
        let request = unsafe ChannelRequest(kind: kind, pending: hold(message, channelAddress: address))
        if !channel.enqueue(request) { requestEnd(.violation("too many channel requests at once")) }
    }

    private func kind(of view: gangway_message) -> ChannelRequest.Kind {
        let size = unsafe TerminalSize(
            columns: Int(view.columns), rows: Int(view.rows), pixelWidth: Int(view.pixel_width),
            pixelHeight: Int(view.pixel_height))
        switch unsafe UInt32(view.subtype) {
        case SSH_CHANNEL_REQUEST_PTY.rawValue: return unsafe .terminal(terminal(text(view.text), size))
        case SSH_CHANNEL_REQUEST_WINDOW_CHANGE.rawValue: return .windowChange(size)
        case SSH_CHANNEL_REQUEST_SHELL.rawValue: return .program(.shell)
        case SSH_CHANNEL_REQUEST_EXEC.rawValue: return unsafe .program(.command(text(view.text)))
        case SSH_CHANNEL_REQUEST_SUBSYSTEM.rawValue: return unsafe .program(.subsystem(text(view.text)))
        case SSH_CHANNEL_REQUEST_ENV.rawValue:
            return unsafe environment(name: text(view.text), value: text(view.value))
        case SSH_CHANNEL_REQUEST_X11.rawValue:
            let forwarding = unsafe X11Forwarding(
                isSingleConnection: view.is_single_connection != 0, authenticationProtocol: text(view.text),
                cookie: text(view.value), screen: UInt32(bitPattern: view.screen))
            return forwarding.map { .x11($0) } ?? .unknown
        default: return .unknown
        }
    }

    /// - Parameter text: type and modes as the guard joins them (`GANGWAY_PTY_MODES`).
    private func terminal(_ text: String, _ size: TerminalSize) -> Terminal {
        let parts = text.utf8.split(
            separator: UInt8(GANGWAY_PTY_MODES), maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.dropFirst().first.map(Array.init) ?? []
        let modes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
        }
        return Terminal(
            type: parts.first.map { String(decoding: $0, as: UTF8.self) } ?? "", size: size,
            modes: TerminalModes(encoded: modes))
    }

    private func environment(name: String, value: String) -> ChannelRequest.Kind {
        switch name {
        case GANGWAY_ENV_SIGNAL: Signal(rawValue: value).map { .signal($0) } ?? .unknown
        case GANGWAY_ENV_BREAK: .break(milliseconds: Int(value) ?? 0)
        case GANGWAY_ENV_END_OF_WRITE: .endOfWrite
        case GANGWAY_ENV_AGENT: .agentForwarding
        default: .environment(name: name, value: value)
        }
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
}
