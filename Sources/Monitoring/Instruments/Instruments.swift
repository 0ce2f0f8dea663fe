/// Everything that Gangway measures, by subject. One for the server; made before its parts, which get theirs from it.
///
/// Recording is for any thread, event loops included: a few atomic additions, no lock, no allocation.
public struct Instruments: Sendable {
    public let registry: PrometheusRegistry
    public let connections: ConnectionInstruments
    public let authentication: AuthenticationInstruments
    public let sessions: SessionInstruments
    public let forwards: ForwardInstruments
    public let workspaces: WorkspaceInstruments
    public let engine: EngineInstruments
    public let recording: RecordingInstruments
    public let eventLog: EventLogInstruments
    public let loops: LoopInstruments

    /// - Parameter version: Gangway's own.
    public init(version: String) {
        let registry = PrometheusRegistry()
        self.registry = registry
        BuildInstruments.declare(in: registry, version: version)
        connections = ConnectionInstruments(registry)
        authentication = AuthenticationInstruments(registry)
        sessions = SessionInstruments(registry)
        forwards = ForwardInstruments(registry)
        workspaces = WorkspaceInstruments(registry)
        engine = EngineInstruments(registry)
        recording = RecordingInstruments(registry)
        eventLog = EventLogInstruments(registry)
        loops = LoopInstruments(registry)
        ProcessInstruments.declare(in: registry)
    }
}
