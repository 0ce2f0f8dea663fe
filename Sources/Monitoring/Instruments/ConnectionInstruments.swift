/// TCP connections, from accept to their end.
public struct ConnectionInstruments: Sendable {
    private let accepted: Counters<NoLabels>
    private let open: Gauges<NoLabels>
    private let closed: Counters<ConnectionResult>
    private let limits: Counters<ConnectionLimit>
    private let lifetime: Durations<NoLabels>
    private let bytes: Counters<Direction>

    init(_ registry: PrometheusRegistry) {
        accepted = registry.counter("gangway_connections_accepted_total", "Connections taken.")
        open = registry.gauge("gangway_connections", "Connections that are open, authenticated or not.")
        closed = registry.counter("gangway_connections_closed_total", "Connections that ended, and why.")
        limits = registry.counter(
            "gangway_connection_limits_total", "How often a limit refused or ended something a client wanted.")
        lifetime = registry.durations(
            "gangway_connection_duration_seconds", "How long connections lasted, from accept to close.", .lifetime)
        bytes = registry.counter(
            "gangway_connection_bytes_total",
            "Bytes of ended connections as their sockets saw them, seen from the gateway.")
    }

    public func opened() {
        accepted.only?.increment()
        open.only?.increment()
    }

    /// Follows each `opened`.
    public func closed(_ result: ConnectionResult, sent: UInt64, received: UInt64, took duration: Duration) {
        open.only?.decrement()
        closed[result]?.increment()
        lifetime.only?.record(duration)
        bytes[.sent]?.increment(by: Int64(clamping: sent))
        bytes[.received]?.increment(by: Int64(clamping: received))
    }

    /// A connection was refused, or something on it.
    public func limited(by limit: ConnectionLimit) { limits[limit]?.increment() }
}

/// Why a connection ended: `ConnectionEnd` without its words.
public enum ConnectionResult: UInt8, MetricLabel {
    /// The client left, or the network.
    case lost
    case loginGraceTime, tooManyAuthTries, unresponsive, violation
    /// We ended it.
    case disconnected
    /// It never began.
    case failed

    public static let labelName = "reason"
}

public enum ConnectionLimit: UInt8, MetricLabel {
    case maxStartups, loginGraceTime, maxAuthTries, maxSessions, maxForwards, maxListeners
    /// Sessions whose client is gone, per user.
    case maxLingering

    public static let labelName = "limit"
}

/// Seen from the gateway: `sent` is towards the client.
public enum Direction: UInt8, MetricLabel {
    case sent, received

    public static let labelName = "direction"
}
