import Authentication
import Containers
import EventLoop
import Monitoring
import Recording

/// What every connection of a gateway uses.
struct GatewayParts: Sendable {
    let policy: AuthenticationPolicy
    let workspaces: Workspaces
    let configuration: GatewayConfiguration
    let lingering = Lingering()
    let live = LiveSessions()
    let sinks: [any SessionSink]
    /// nil: nothing is recorded.
    let recordings: RecordingStore?
    let log: EventLog?
    let instruments: Instruments?
    private let scratches: [ObjectIdentifier: Scratch]

    init(
        policy: AuthenticationPolicy, workspaces: Workspaces, configuration: GatewayConfiguration,
        sinks: [any SessionSink],
        recordings: RecordingStore?, log: EventLog?, instruments: Instruments?, loops: [EventLoop]
    ) {
        self.policy = policy
        self.workspaces = workspaces
        self.configuration = configuration
        self.sinks = sinks
        self.recordings = recordings
        self.log = log
        self.instruments = instruments
        scratches = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0), Scratch()) })
    }

    /// While this is so only administrators have sessions.
    var sessionsAreRefused: Bool { configuration.endsUnlogged && log?.isFailing == true }

    func scratch(of loop: EventLoop) -> Scratch {
        // Every connection is on one of the gateway's loops; a fresh buffer would serve as well.
        scratches[ObjectIdentifier(loop)] ?? Scratch()
    }
}
