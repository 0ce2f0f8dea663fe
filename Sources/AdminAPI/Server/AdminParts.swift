public import Recording

/// What administration shows, and where it tells what administrators do.
public struct AdminParts: Sendable {
    let sessions: AdminSessions
    let workspaces: AdminWorkspaces
    let eventFolder: String?
    let recordings: RecordingStore?
    let metrics: @Sendable () async -> String
    let readiness: @Sendable () async -> String?
    let record: @Sendable (AdminAction) -> Void

    /// - Parameters:
    ///   - eventFolder: where the session log is written; nil: nowhere.
    ///   - recordings: nil where nothing is recorded.
    ///   - metrics: gives Prometheus' text format 0.0.4.
    ///   - readiness: gives nil where sessions can be served; else why not, in one line.
    ///   - record: gets each action before it is done; must not block.
    public init(
        sessions: AdminSessions, workspaces: AdminWorkspaces, eventFolder: String?,
        recordings: RecordingStore?, metrics: @escaping @Sendable () async -> String,
        readiness: @escaping @Sendable () async -> String?,
        record: @escaping @Sendable (AdminAction) -> Void
    ) {
        self.sessions = sessions
        self.workspaces = workspaces
        self.eventFolder = eventFolder
        self.recordings = recordings
        self.metrics = metrics
        self.readiness = readiness
        self.record = record
    }
}
