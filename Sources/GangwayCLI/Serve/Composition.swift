import AdminAPI
import Authentication
import CLinux
import Containers
import DockerEngine
import EventLoop
import Foundation
import Gateway
import Hooks
import Logging
import Model
import Monitoring
import Recording
import SSH
import ServiceLifecycle
import Store

/// The one place where parts are chosen and joined.
struct Composition {
    let settings: Settings
    let state: StateOption

    /// Serves until SIGTERM or SIGINT.
    func serve() async throws {
        let log = Logger(label: "gangway")
        let count = settings.eventLoops ?? ProcessInfo.processInfo.activeProcessorCount
        let loops = try (0..<count).map { try EventLoop(label: "loop-\($0)") }
        let store = try await Store.open(at: state.storePath)
        let host = settings.dockerHost ?? ProcessInfo.processInfo.environment["DOCKER_HOST"]
        let instruments = Instruments(version: Version.current)
        for loop in loops { instruments.loops.watch(loop) }
        let docker = DockerEngine(endpoint: try DockerEndpoint(dockerHost: host))
        let engine = MeasuredEngine(docker, instruments.engine)
        let description = try await engine.connect()
        log.info("engine", metadata: ["product": "\(description.product)", "version": "\(description.version)"])

        let policy = try AuthenticationPolicy(
            settings.methods,
            authenticators: [PublicKeyAuthenticator(store: store), PasswordAuthenticator(store: store)], store: store)
        var workspace = settings.workspace
        workspace.guest = try GuestExecutable(
            source: settings.guestAgent, state: state, choice: workspace.profiles.wayIn, log: log
        ).install()
        workspace.instance = try await store.instance()
        workspace.proxies = Self.proxies(ProcessInfo.processInfo.environment)
        let events = try eventLog()
        let sinks: [any SessionSink] = [events].compactMap(\.self) + [InstrumentSink(instruments)]
        let journal = Journal(sinks)
        let lives = WorkspaceLives(store)
        var surroundings = WorkspaceSurroundings()
        surroundings.changed = { journal.note($0) }
        surroundings.owners = { try await store.owners() }
        surroundings.readLives = { try await lives.read() }
        surroundings.keepLives = { try await lives.keep($0) }
        surroundings.hooks = try hooks()
        try await noteMissingProfiles(of: store, log)
        let workspaces = Workspaces(
            engine: engine, configuration: workspace, version: Version.current, loop: loops[0],
            surroundings: surroundings)
        let recordings = try recordings(journal)
        var ssh = settings.ssh
        ssh.run = try await store.beginRun()
        let server = try SSHServer(ssh, hostKeys: try hostKeys(log), loops: loops)
        var configuration = settings.gateway
        configuration.adminShell = AdminShell(arguments: ["--socket", settings.admin.socket])
        let gateway = Gateway(
            server: server, policy: policy, workspaces: workspaces, configuration: configuration, sinks: sinks,
            recordings: recordings, eventLog: events, instruments: instruments, loops: loops)
        let scrape = Scrape(instruments, events: events, recordings: recordings)
        let parts = AdminParts(
            sessions: AdminSessions(gateway),
            workspaces: AdminWorkspaces(workspaces, owners: { try await store.owners() }),
            eventFolder: settings.logsEvents ? settings.eventFolder : nil, recordings: recordings,
            metrics: { await scrape.text() }, readiness: { await Self.readiness(of: engine) },
            record: { action in
                journal.note(
                    .adminAction(
                        SessionEvent.AdminAction(
                            actor: action.actor, action: action.name.rawValue, target: action.target,
                            detail: action.detail)))
            })

        journal.note(.serverStarted(version: Version.current, processID: getpid()))
        let census = Task { [instance = workspace.instance] in
            await ContainerCensus(engine, instruments.workspaces, of: instance).run()
        }
        defer { census.cancel() }
        // What only the start needs of the executable's code: the kernel reads it again should it ever be needed.
        let lean = Task {
            try await Task.sleep(for: .seconds(10))
            gangway_release_code()
        }
        defer { lean.cancel() }
        let keeper = Task { await workspaces.run() }
        // Stopped in the other order: administrators see the end of the last session.
        let services = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: AdminServer(configuration: settings.admin, parts: parts)), .init(service: gateway),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
        let result: Result<Void, any Error>
        do { result = .success(try await services.run()) } catch { result = .failure(error) }
        // Before what it asks is closed.
        keeper.cancel()
        await keeper.value
        try result.get()
        recordings?.close()
        journal.note(.serverStopped)
        await events?.close()
        await docker.shutdown()
        try await store.close()
        for loop in loops { await loop.stop() }
    }

    /// Those users are refused until the profile is back, or they have another.
    private func noteMissingProfiles(of store: Store, _ log: Logger) async throws {
        let users = Dictionary(grouping: try await store.owners(), by: \.value).mapValues(\.count)
        for (name, count) in users where settings.workspace.profiles.profile(named: name) == nil {
            log.warning(
                "profile missing in the settings; gangway user set --profile gives its users another",
                metadata: ["profile": "\(name ?? .standard)", "users": "\(count)"])
        }
    }

    /// - Returns: nil where sessions can be served.
    private static func readiness(of engine: some ContainerEngine) async -> String? {
        do throws(EngineError) {
            _ = try await engine.connect()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func proxies(_ environment: [String: String]) -> [String: String] {
        let names: Set<String> = ["http_proxy", "https_proxy", "no_proxy"]
        return environment.filter { names.contains($0.key) || names.map { $0.uppercased() }.contains($0.key) }
    }

    private func hooks() throws -> WorkspaceHooks {
        try WorkspaceHooks(
            texts: settings.hooks.texts, limit: settings.hooks.limit,
            secret: try settings.hooks.secretFile.map(HookSecret.init(file:)))
    }

    /// - Returns: nil where there is none.
    private func eventLog() throws -> EventLog? {
        guard settings.logsEvents else { return nil }
        return try EventLog(
            folder: settings.eventFolder, configuration: settings.events,
            startsFailing: !settings.gateway.endsUnlogged)
    }

    /// - Returns: nil where nothing is recorded, and nothing was.
    private func recordings(_ journal: Journal) throws -> RecordingStore? {
        let choices = settings.workspace.profiles.all.map(\.recording.sessions)
        guard
            choices.contains(where: { $0 != .off })
                || FileManager.default.fileExists(atPath: settings.recording.folder)
        else { return nil }
        var configuration = settings.recording
        if !choices.contains(.all) { configuration.streamLimit = 0 }
        return try RecordingStore(configuration) { journal.note($0) }
    }

    private func hostKeys(_ log: Logger) throws -> [HostKey] {
        try FileManager.default.createDirectory(
            atPath: settings.hostKeyFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try settings.hostKeys.map { algorithm in
            let key = try HostKey.loadOrMake(path: "\(settings.hostKeyFolder)/\(algorithm.rawValue)", algorithm)
            log.info("host key", metadata: ["path": "\(key.path)"])
            return key
        }
    }
}
