public import Authentication
public import Containers
public import EventLoop
public import Logging
import Model
public import Monitoring
public import Recording
public import SSH
public import ServiceLifecycle
import Synchronization

/// The gateway: takes connections from the server, and serves them until it is told to stop.
public final class Gateway: Service {
    private let server: SSHServer
    let parts: GatewayParts
    let log: Logger
    private let connections = Mutex<[ConnectionID: SSHConnection]>([:])
    private let sessions = SessionCount()

    /// - Parameters:
    ///   - sinks: told of all that happens.
    ///   - recordings: nil: nothing is recorded.
    ///   - instruments: count bytes as they move.
    ///   - eventLog: whose failures may end sessions; nil: none.
    ///   - loops: the ones that `server` was made with.
    public init(
        server: SSHServer, policy: AuthenticationPolicy, workspaces: Workspaces,
        configuration: GatewayConfiguration, sinks: [any SessionSink] = [], recordings: RecordingStore? = nil,
        eventLog: EventLog? = nil, instruments: Instruments? = nil, loops: [EventLoop],
        log: Logger = Logger(label: "gangway")
    ) {
        self.server = server
        parts = GatewayParts(
            policy: policy, workspaces: workspaces, configuration: configuration, sinks: sinks,
            recordings: recordings, log: eventLog, instruments: instruments, loops: loops)
        self.log = log
    }

    /// Serves until a graceful shutdown is triggered; then accepts no more, tells the sessions, gives them
    /// `shutdownGrace` to end, and closes what is left.
    public func run() async throws {
        let log = self.log
        let journal = Journal(parts.sinks)
        let guardian = Task { await endUnlogged() }
        let herald = Task { await passNotices() }
        defer {
            guardian.cancel()
            herald.cancel()
        }
        try await server.start(
            onRefused: { peer in
                log.notice("connection refused", metadata: ["peer": "\(peer)", "cause": "MaxStartups"])
                journal.note(.connectionRefused(peer: peer, limit: "max_startups"))
            },
            handler: { [self] connection in
                connections.withLock { $0[connection.id] = connection }
                await ConnectionService(connection, parts: parts, sessions: sessions, log: log).run(on: connection)
                connections.withLock { _ = $0.removeValue(forKey: connection.id) }
            })
        log.info("listening", metadata: ["address": "\(server.configuration.listenAddress)", "port": "\(server.port)"])
        try? await gracefulShutdown()
        await stop()
    }

    /// Ends the sessions of all but administrators whenever the session log can't be written, where a setting says so.
    private func endUnlogged() async {
        guard parts.configuration.endsUnlogged, let events = parts.log else { return }
        for await condition in events.conditions() where condition != .working {
            log.error("sessions end: the session log can't be written", metadata: ["cause": "\(condition)"])
            for session in parts.live.all { session.tell(.endUnrecorded) }
        }
    }

    /// Tells sessions what becomes of their workspace.
    private func passNotices() async {
        for await notice in parts.workspaces.notices.stream {
            switch notice {
            case .tell(let user, let text): for session in sessions(of: user) { session.tell(.show(text)) }
            case .end(let user, let text): for session in sessions(of: user) { session.tell(.endWorkspace(text)) }
            }
        }
    }

    private func sessions(of user: UserName) -> [LiveSession] { parts.live.all.filter { $0.user == user } }

    private func stop() async {
        Journal(parts.sinks).note(.serverStopping)
        await server.stop()
        let grace = parts.configuration.shutdownGrace
        let open = connections.withLock { Array($0.values) }
        log.info("stopping", metadata: ["connections": "\(open.count)", "sessions": "\(sessions.current)"])
        for connection in open {
            await connection.announce("\r\n*** The gateway is going down; this session ends in \(grace) ***\r\n")
        }
        await wait(within: grace) { self.connections.withLock { $0.isEmpty } }
        for connection in connections.withLock({ Array($0.values) }) {
            await connection.disconnect("The gateway is going down")
        }
        // The processes of the sessions just closed are being ended; that takes two graces at most.
        await wait(within: parts.configuration.terminationGrace * 2 + .seconds(5)) { self.sessions.current == 0 }
        log.info("stopped", metadata: ["sessions left": "\(sessions.current)"])
    }

    private func wait(within limit: Duration, for condition: () -> Bool) async {
        let deadline = ContinuousClock.now + limit
        while !condition(), .now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }
}
