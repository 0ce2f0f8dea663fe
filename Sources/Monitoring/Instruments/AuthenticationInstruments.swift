/// Tries to log in.
public struct AuthenticationInstruments: Sendable {
    private let attempts: Counters<LabelPair<AuthMethod, AuthResult>>
    private let failures: Counters<LabelPair<AuthMethod, AuthFailure>>
    private let checks: Durations<AuthMethod>

    init(_ registry: PrometheusRegistry) {
        attempts = registry.counter(
            "gangway_auth_attempts_total", "Authentication requests, and how they were answered.")
        failures = registry.counter(
            "gangway_auth_failures_total",
            "Authentication requests that failed, and why. Asking for the methods (none) is no failure.")
        checks = registry.durations(
            "gangway_auth_check_seconds", "How long it took to decide about an authentication request.", .opening)
    }

    /// One request was decided about. Failures are counted beside it by `failed`.
    public func attempt(_ method: AuthMethod, _ result: AuthResult, took duration: Duration) {
        attempts[method, result]?.increment()
        checks[method]?.record(duration)
    }

    public func failed(_ method: AuthMethod, _ failure: AuthFailure) { failures[method, failure]?.increment() }
}

public enum AuthMethod: UInt8, MetricLabel {
    /// The client asks which methods there are.
    case none
    case publickey, password
    /// A method or a key that Gangway does not take.
    case unusable

    public static let labelName = "method"
}

public enum AuthResult: UInt8, MetricLabel {
    case accepted
    /// The key would do; the signature is to come.
    case acceptable
    /// More methods are asked for.
    case partial
    case refused
    /// It could not be decided.
    case error
    case violation

    public static let labelName = "result"
}

/// Never tells a wrong password from an unknown user.
public enum AuthFailure: UInt8, MetricLabel {
    case refused
    /// A method, key or signature that cannot be used.
    case unusable
    /// The store or an authenticator failed.
    case error
    case userChanged, serviceChanged, unknownService, outOfTurn

    public static let labelName = "reason"
}
