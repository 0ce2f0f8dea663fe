/// Session channels, from their opening to their end.
public struct SessionInstruments: Sendable {
    private let opening: Durations<OpeningPhase>
    private let open: Gauges<SessionKind>
    private let opened: Counters<LabelPair<SessionKind, SessionWay>>
    private let failed: Counters<LabelPair<SessionKind, SessionFailure>>
    private let ended: Counters<LabelPair<SessionKind, SessionResult>>
    private let lifetime: Durations<SessionKind>
    private let bytes: Counters<LabelPair<SessionKind, Direction>>
    private let traffic: Sizes<Direction>
    private let orphans: Counters<OrphanEnd>
    private let lingering: Gauges<NoLabels>

    init(_ registry: PrometheusRegistry) {
        opening = registry.durations(
            "gangway_opening_seconds",
            "How long each phase took from a connection's accept to the first byte of a session's program.", .opening)
        open = registry.gauge("gangway_sessions", "Sessions whose program runs.")
        opened = registry.counter("gangway_sessions_opened_total", "Sessions whose program began, and by which way in.")
        failed = registry.counter("gangway_sessions_failed_total", "Sessions whose program did not begin, and why.")
        ended = registry.counter(
            "gangway_sessions_ended_total", "Sessions whose program began and that ended, and how.")
        lifetime = registry.durations(
            "gangway_session_duration_seconds", "How long sessions lasted, from program start to end.", .lifetime)
        bytes = registry.counter(
            "gangway_session_bytes_total", "Bytes that sessions moved so far, seen from the gateway.")
        traffic = registry.sizes(
            "gangway_session_traffic_bytes", "Bytes per session, counted at its end, seen from the gateway.", .traffic)
        orphans = registry.counter(
            "gangway_orphans_ended_total", "Programs ended because their client was gone, by what it took.")
        lingering = registry.gauge(
            "gangway_sessions_lingering", "Sessions kept after their client for what still writes to their output.")
    }

    public func phase(_ phase: OpeningPhase, took duration: Duration) { opening[phase]?.record(duration) }

    /// The program began. `ended` must follow.
    public func opened(_ kind: SessionKind, by way: SessionWay) {
        opened[kind, way]?.increment()
        open[kind]?.increment()
    }

    /// The program did not begin.
    public func failed(_ kind: SessionKind, _ cause: SessionFailure) { failed[kind, cause]?.increment() }

    /// Bytes that were moved since the last call: sessions can last for weeks, so they are counted on the way.
    public func moved(_ kind: SessionKind, sent: UInt64, received: UInt64) {
        if sent > 0 { bytes[kind, .sent]?.increment(by: Int64(clamping: sent)) }
        if received > 0 { bytes[kind, .received]?.increment(by: Int64(clamping: received)) }
    }

    /// Follows each `opened`.
    /// - Parameters:
    ///   - sent: of the whole session.
    ///   - received: of the whole session.
    public func ended(
        _ kind: SessionKind, _ result: SessionResult, sent: UInt64, received: UInt64, took duration: Duration
    ) {
        open[kind]?.decrement()
        ended[kind, result]?.increment()
        lifetime[kind]?.record(duration)
        traffic[.sent]?.record(Int64(clamping: sent))
        traffic[.received]?.record(Int64(clamping: received))
    }

    public func orphanEnded(_ end: OrphanEnd) { orphans[end]?.increment() }

    public func lingers() { lingering.only?.increment() }
    /// Follows each `lingers`.
    public func lingersNoMore() { lingering.only?.decrement() }
}

public enum OpeningPhase: UInt8, MetricLabel {
    /// From accept to the end of the key exchange.
    case keyExchange
    /// From there to the accepted request: mostly the client's and the user's time.
    case authentication
    /// From the channel's opening to the request for a program.
    case larval
    /// Until the workspace runs.
    case workspace
    /// From there until the program is about to begin.
    case process
    /// From there to the first byte of its output.
    case firstByte
    /// From the request for a program until it is about to begin.
    case total

    public static let labelName = "phase"
}

public enum SessionKind: UInt8, MetricLabel {
    case shell, exec, subsystem

    public static let labelName = "kind"
}

public enum SessionWay: UInt8, MetricLabel {
    case guest, exec
    /// The gateway's own commands.
    case host

    public static let labelName = "way_in"
}

/// `WorkspaceError` without its words.
public enum SessionFailure: UInt8, MetricLabel {
    case engineUnreachable, engineIncompatible, engineRefused, imageMissing, conflict, notRunning
    case networkMissing, outOfSpace
    case foreignContainer, stuck, home, processNotStarted, lost
    /// The user's profile is not there, or not possible on this host.
    case profile
    /// There was no room for another running workspace.
    case full
    /// A hook said no, or could not be asked.
    case hook
    /// The gateway is out of descriptors or memory.
    case resources
    /// The event log or a recording is not possible, and the settings say that it must be.
    case notRecorded

    public static let labelName = "cause"
}

public enum SessionResult: UInt8, MetricLabel {
    /// The program exited with a status.
    case exited
    /// A signal ended the program.
    case signalled
    case clientLeft
    /// The way to the program was lost.
    case lost
    /// By an admin.
    case killed
    /// The event log or its recording failed, and the settings say that it ends then.
    case notRecorded

    public static let labelName = "result"
}

/// What it took to end a program whose client is gone.
public enum OrphanEnd: UInt8, MetricLabel {
    /// It had gone by itself, or is spared.
    case none
    case hangup, terminate, kill
    /// The way to it does not tell.
    case unknown

    public static let labelName = "by"
}
