/// Forwarded ports, sockets, agents and displays.
public struct ForwardInstruments: Sendable {
    private let open: Gauges<ForwardKind>
    private let opened: Counters<ForwardKind>
    private let refused: Counters<LabelPair<ForwardKind, ForwardFailure>>
    private let bytes: Counters<LabelPair<ForwardKind, Direction>>
    private let listeners: Gauges<NoLabels>

    init(_ registry: PrometheusRegistry) {
        open = registry.gauge("gangway_forwards", "Forwarded connections that are open.")
        opened = registry.counter("gangway_forwards_opened_total", "Forwarded connections that began.")
        refused = registry.counter(
            "gangway_forwards_refused_total", "Forwarded connections and listeners that were refused, and why.")
        bytes = registry.counter(
            "gangway_forward_bytes_total", "Bytes that forwarded connections moved so far, seen from the gateway.")
        listeners = registry.gauge("gangway_forward_listeners", "Listeners in workspaces that clients asked for.")
    }

    public func opened(_ kind: ForwardKind) {
        opened[kind]?.increment()
        open[kind]?.increment()
    }

    /// Follows each `opened`.
    public func closed(_ kind: ForwardKind) { open[kind]?.decrement() }

    public func refused(_ kind: ForwardKind, _ cause: ForwardFailure) { refused[kind, cause]?.increment() }

    /// Bytes that were moved since the last call.
    public func moved(_ kind: ForwardKind, sent: UInt64, received: UInt64) {
        if sent > 0 { bytes[kind, .sent]?.increment(by: Int64(clamping: sent)) }
        if received > 0 { bytes[kind, .received]?.increment(by: Int64(clamping: received)) }
    }

    public func listens() { listeners.only?.increment() }
    /// Follows each `listens`.
    public func listensNoMore() { listeners.only?.decrement() }
}

public enum ForwardKind: UInt8, MetricLabel {
    case directTCPIP, directStreamlocal, forwardedTCPIP, forwardedStreamlocal, agent, x11

    public static let labelName = "kind"

    /// As the RFC's channel types, with underscores.
    public var labelValue: String {
        switch self {
        case .directTCPIP: "direct_tcpip"
        case .directStreamlocal: "direct_streamlocal"
        case .forwardedTCPIP: "forwarded_tcpip"
        case .forwardedStreamlocal: "forwarded_streamlocal"
        case .agent: "agent"
        case .x11: "x11"
        }
    }
}

public enum ForwardFailure: UInt8, MetricLabel {
    case policy
    /// Nobody listens there, or no such host.
    case notConnected
    case workspace, noGuestAgent
    /// The connection has it already, or too many.
    case limit
    /// The client did not take it.
    case client

    public static let labelName = "cause"
}
