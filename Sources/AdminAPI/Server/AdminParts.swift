/// What administration shows, and where it tells what administrators do.
public struct AdminParts: Sendable {
    let sessions: AdminSessions
    let metrics: @Sendable () async -> String
    let readiness: @Sendable () async -> String?
    let record: @Sendable (AdminAction) -> Void

    /// - Parameters:
    ///   - metrics: Prometheus' text format 0.0.4.
    ///   - readiness: nil: sessions can be served; else why not, in one line.
    ///   - record: gets each action before it is done; must not block.
    public init(
        sessions: AdminSessions, metrics: @escaping @Sendable () async -> String,
        readiness: @escaping @Sendable () async -> String?, record: @escaping @Sendable (AdminAction) -> Void
    ) {
        self.sessions = sessions
        self.metrics = metrics
        self.readiness = readiness
        self.record = record
    }
}
