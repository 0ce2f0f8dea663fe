import Containers
import EventLoop
import Foundation
import Gateway
import GatewayTesting
import Logging
import Model
import Recording
import ServiceLifecycle
import Synchronization
import Testing

@testable import AdminAPI

/// An admin server on a socket of its own, with sessions that a test makes up; what else it shows is real.
final class RunningServer: Sendable {
    struct State {
        var sessions: [SessionStatus] = []
        var killed: [String] = []
        var messages: [String] = []
        var actions: [AdminAction] = []
        var obstacle: String?
    }

    let folder: TemporaryFolder
    let state = Mutex(State())
    let socket: String
    let events: EventLog
    let recordings: RecordingStore
    let engine = ScriptedEngine()
    let loop: EventLoop
    let workspaces: Workspaces

    var actions: [AdminAction] { state.withLock { $0.actions } }
    var eventFolder: String { folder.path + "/events" }
    var homes: String { folder.path + "/homes" }

    /// Serves while `body` runs, then shuts down.
    static func with(
        group: String? = nil, metrics: SocketAddress? = nil, profile: (inout Profile) -> Void = { _ in },
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        let server = try RunningServer(profile)
        let service = AdminServer(
            configuration: AdminConfiguration(socket: server.socket, group: group, metrics: metrics),
            parts: server.parts, log: RunningServer.log)
        let services = ServiceGroup(
            configuration: .init(services: [.init(service: service)], logger: RunningServer.log))
        let running = Task { try await services.run() }
        let outcome: Result<Void, any Error>
        do {
            try #require(await eventually { FileManager.default.fileExists(atPath: server.socket) })
            outcome = .success(try await body(server))
        } catch {
            outcome = .failure(error)
        }
        await services.triggerGracefulShutdown()
        try await running.value
        await server.events.close()
        server.recordings.close()
        await server.loop.stop()
        try outcome.get()
    }

    static let log: Logger = {
        var log = Logger(label: "test")
        log.logLevel = .critical
        return log
    }()

    private init(_ change: (inout Profile) -> Void) throws {
        folder = try TemporaryFolder()
        socket = folder.path + "/admin.sock"
        events = try EventLog(folder: folder.path + "/events")
        recordings = try RecordingStore(RecordingConfiguration(folder: folder.path + "/recordings")) { _ in }
        loop = try EventLoop(label: "test")
        var configuration = WorkspaceConfiguration(homes: folder.path + "/homes")
        change(&configuration.profiles.standard)
        workspaces = Workspaces(engine: engine, configuration: configuration, version: "1.2.3", loop: loop)
    }

    private var parts: AdminParts {
        let sessions = AdminSessions(
            list: { [self] in state.withLock { $0.sessions } },
            kill: { [self] id, actor in
                state.withLock { state in
                    guard state.sessions.contains(where: { $0.id == id }) else { return false }
                    state.killed.append("\(id) by \(actor)")
                    state.sessions.removeAll { $0.id == id }
                    return true
                }
            },
            message: { [self] id, text in
                state.withLock { state in
                    guard state.sessions.contains(where: { $0.id == id }) else { return false }
                    state.messages.append("\(id): \(text)")
                    return true
                }
            })
        return AdminParts(
            sessions: sessions, workspaces: AdminWorkspaces(workspaces, owners: { Self.owners }),
            eventFolder: eventFolder, recordings: recordings,
            metrics: { "# TYPE up gauge\nup 1\n" }, readiness: { [self] in state.withLock { $0.obstacle } },
            record: { [self] action in state.withLock { $0.actions.append(action) } })
    }

    /// Those who may have a workspace.
    private static let owners: [UserName: ProfileName?] = Dictionary(
        uniqueKeysWithValues: ["alice", "bob", "carol"].compactMap { UserName($0) }.map { ($0, nil) })

    /// Adds a session.
    @discardableResult
    func open(_ id: String, user: String = "alice", isRecorded: Bool = false) throws -> SessionID {
        let id = try #require(SessionID(id))
        let user = try #require(UserName(user))
        let status = SessionStatus(
            id: id, user: user, peer: SocketAddress(host: "192.0.2.7", port: 50_000), kind: .exec, command: "make all",
            terminal: TerminalSize(columns: 80, rows: 24), workspace: "user-alice", wayIn: .guest,
            started: Date(timeIntervalSince1970: 1_790_000_000), idleSeconds: 1.5, sent: 4096, received: 17,
            isRecorded: isRecorded)
        state.withLock { $0.sessions.append(status) }
        return id
    }

    /// What curl, as whoever runs the tests or as another user, gets.
    func curl(_ arguments: [String], as user: String? = nil) async throws -> CommandResult {
        let other = user.map { ["setpriv", "--reuid", $0, "--regid", "nogroup", "--clear-groups"] } ?? []
        return try await Command.run(
            other + ["curl", "--silent", "--show-error", "--max-time", "120", "--unix-socket", socket] + arguments)
    }

    func client<Value>(_ body: (AdminClient) async throws -> Value) async throws -> Value {
        try await AdminClient.with(socket: socket, body)
    }

    /// The sentence with which a call fails.
    func failure<Value>(_ body: (AdminClient) async throws -> Value) async -> String {
        do {
            _ = try await client(body)
            return "no failure"
        } catch let error as AdminClientError {
            return error.userMessage
        } catch {
            return "\(error)"
        }
    }
}
