extension SessionEvent {
    /// A finished key exchange (RFC 4253 §7).
    public struct KeyExchange: Sendable, Hashable {
        /// The client's identification string (RFC 4253 §4.2), any text.
        public var clientVersion: String
        /// The algorithms agreed on, such as `mlkem768x25519-sha256 ssh-ed25519 aes256-gcm@openssh.com`.
        public var algorithms: String
        /// Since the connection was accepted.
        public var duration: Duration

        public init(clientVersion: String, algorithms: String, duration: Duration) {
            self.clientVersion = clientVersion
            self.algorithms = algorithms
            self.duration = duration
        }
    }

    /// The end of a connection.
    public struct ConnectionClosed: Sendable, Hashable {
        /// In words for the operator.
        public var reason: String
        /// Bytes to the client and from it.
        public var sent: UInt64
        public var received: UInt64
        public var duration: Duration
        /// The reason in one word.
        public var code: String?

        public init(reason: String, sent: UInt64, received: UInt64, duration: Duration, code: String? = nil) {
            self.code = code
            self.reason = reason
            self.sent = sent
            self.received = received
            self.duration = duration
        }
    }

    /// One USERAUTH_REQUEST and its answer (RFC 4252 §5).
    public struct AuthenticationAttempt: Sendable, Hashable {
        /// How it was answered.
        public enum Result: String, Sendable, Hashable, CaseIterable {
            case accepted
            /// A key that would do, not signed yet (RFC 4252 §7).
            case acceptable
            /// Right, and more is asked for.
            case partial
            case refused
            /// It could not be decided.
            case error
            /// The client broke a rule of the protocol.
            case violation
        }

        /// The method's registered name; any text from a client that asks for an unknown one.
        public var method: String
        /// `SHA256:…` of the key offered.
        public var fingerprint: String?
        public var result: Result
        public var cause: String?
        /// How long it took to decide.
        public var duration: Duration?

        public init(
            method: String, fingerprint: String? = nil, result: Result, cause: String? = nil,
            duration: Duration? = nil
        ) {
            self.duration = duration
            self.method = method
            self.fingerprint = fingerprint
            self.result = result
            self.cause = cause
        }
    }
}
