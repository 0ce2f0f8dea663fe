/// Why a connection ended.
public enum ConnectionEnd: Sendable, Equatable, CustomStringConvertible {
    /// The client left, or the transport failed; libssh's words where it has any.
    case lost(String?)
    case loginGraceTimeExceeded
    case tooManyAuthTries
    /// No sign of life (ClientAliveCountMax).
    case unresponsive
    /// The client broke a rule of the protocol.
    case violation(String)
    /// We ended it.
    case disconnected(String)
    /// It never began.
    case failed(String)

    /// One word for each, for those who count.
    public var code: String {
        switch self {
        case .lost: "lost"
        case .loginGraceTimeExceeded: "login_grace_time"
        case .tooManyAuthTries: "too_many_auth_tries"
        case .unresponsive: "unresponsive"
        case .violation: "violation"
        case .disconnected: "disconnected"
        case .failed: "failed"
        }
    }

    public var description: String {
        switch self {
        case .lost(let text): text ?? "closed by the client"
        case .loginGraceTimeExceeded: "login grace time exceeded"
        case .tooManyAuthTries: "too many authentication failures"
        case .unresponsive: "client does not respond"
        case .violation(let rule): "protocol violation: \(rule)"
        case .disconnected(let message): "disconnected: \(message)"
        case .failed(let cause): "failed: \(cause)"
        }
    }

    /// What the client is told, where it is told anything (RFC 4253 §11.1).
    var disconnectMessage: String? {
        switch self {
        case .lost, .failed, .unresponsive: nil
        case .loginGraceTimeExceeded: "Timeout before authentication"
        case .tooManyAuthTries: "Too many authentication failures"
        case .violation(let rule): "Protocol violation: \(rule)"
        case .disconnected(let message): message
        }
    }
}
