import EventLoop
import GatewayTesting
import Model
import SSH
import Synchronization

/// An SSH server whose sessions run small programs of its own instead of a container's, so that the `SSH` target is
/// tested alone against real clients.
final class ScriptedServer: Sendable {
    let port: UInt16
    let ends = Mutex<[ConnectionEnd]>([])
    /// Of each connection that has ended.
    let receivedBytes = Mutex<[UInt64]>([])
    /// What happened, in order, over all connections.
    let events = Mutex<[String]>([])
    private let connections = Mutex<[SSHConnection]>([])
    private let refused = Mutex(0)
    let server: SSHServer
    private let loops: [EventLoop]
    private let folder: TemporaryFolder

    /// Decides an authentication request; runs on the connection's loop.
    typealias Policy = @Sendable (OfferedCredential, String, ScriptedServer) async -> Answer

    enum Answer: Sendable {
        case accept, acceptKey, refuse, drop
        case partial([AuthenticationMethod])
    }

    /// Any key of any user.
    static let anyKey: Policy = { credential, _, _ in
        if case .publicKey(_, _, let isSigned) = credential { return isSigned ? .accept : .acceptKey }
        return .refuse
    }

    /// Nobody.
    static let nobody: Policy = { _, _, _ in .refuse }

    /// Serves while `body` runs, which gets a client with a key of its own.
    static func serve(
        _ configuration: SSHConfiguration = .with { _ in }, hostKeys: [HostKey.Algorithm] = [.ed25519],
        loops: Int = 2, policy: @escaping Policy = ScriptedServer.anyKey, keyType: String = "ed25519",
        _ body: (ScriptedServer, SSHClient) async throws -> Void
    ) async throws {
        let server = try await ScriptedServer(configuration, hostKeys: hostKeys, loops: loops, policy: policy)
        let client = try await SSHClient(port: server.port, keyType: keyType)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server, client)) } catch { outcome = .failure(error) }
        await server.stop()
        try outcome.get()
    }

    private init(
        _ configuration: SSHConfiguration, hostKeys: [HostKey.Algorithm], loops count: Int,
        policy: @escaping Policy
    ) async throws {
        folder = try TemporaryFolder()
        loops = try (0..<count).map { try EventLoop(label: "test-\($0)") }
        let path = folder.path
        server = try SSHServer(
            configuration,
            hostKeys: hostKeys.map { try HostKey.loadOrMake(path: "\(path)/\($0.rawValue)", $0) },
            loops: loops)
        port = server.port
        try await server.start(
            onRefused: { [weak self] _ in
                self?.refused.withLock { $0 += 1 }
            },
            handler: { [weak self] connection in
                await self?.serve(connection, policy: policy)
            })
    }

    private func serve(_ connection: isolated SSHConnection, policy: Policy) async {
        connections.withLock { $0.append(connection) }
        while let request = await connection.nextRequest() {
            switch request {
            case .authentication(let request):
                switch await policy(request.credential, request.user, self) {
                case .accept:
                    request.accept()
                    note("login \(request.user)")
                case .acceptKey: request.acceptKey()
                case .drop: break
                case .refuse: request.refuse(remaining: [.publicKey, .password])
                case .partial(let remaining): request.acceptPartially(remaining: remaining)
                }
            case .openSession(let request):
                guard let channel = connection.accept(request) else { continue }
                let program = ScriptedProgram(
                    channel: channel, note: { [weak self] in self?.note($0) },
                    open: { await connection.open(words: $0) })
                Task {
                    _ = connection
                    await program.serveRequests()
                }
                Task {
                    _ = connection
                    await program.run()
                    if program.vainWrites > 0 { note("vain writes \(program.vainWrites)") }
                }
            case .openForward(let request):
                Task {
                    await connection.serve(request) { [weak self] in self?.note($0) }
                }
            case .listen(let request):
                Task {
                    await connection.serve(request) { [weak self] in self?.note($0) }
                }
            case .cancelListen(let request):
                note("cancel \(request.address)")
                request.succeed()
            case .limited(let limit):
                note("limited \(limit.rawValue)")
            }
        }
        connections.withLock { $0.removeAll { $0 === connection } }
        let received = connection.receivedBytes
        receivedBytes.withLock { $0.append(received) }
        if let end = connection.end { ends.withLock { $0.append(end) } }
    }

    func note(_ event: String) { events.withLock { $0.append(event) } }

    var refusedConnections: Int { refused.withLock { $0 } }

    /// Bytes held in memory for all connections: input that no program has read, output that no socket has taken.
    func buffered() async -> [SSHConnection.Buffered] {
        var result: [SSHConnection.Buffered] = []
        for connection in connections.withLock({ $0 }) { result.append(await connection.buffered) }
        return result
    }

    /// Opens a channel on the only connection.
    func exchange(_ kind: ServerChannel, _ input: [UInt8], awaited: Int? = nil) async throws -> [UInt8] {
        guard let connection = connections.withLock({ $0.first }) else { throw Stuck(description: "no connection") }
        return try await connection.exchange(kind, input, awaited: awaited)
    }

    func disconnectAll(_ message: String) async {
        for connection in connections.withLock({ $0 }) { await connection.disconnect(message) }
    }

    /// Waits for something that is bound to happen; a minute later it has not.
    func wait(_ what: String, until condition: (ScriptedServer) async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while await !condition(self) {
            guard .now < deadline else { throw Stuck(description: "\(what) never happened") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func wait(forEvent event: String) async throws {
        try await wait("\"\(event)\"") { $0.events.withLock { $0.contains(event) } }
    }

    struct Stuck: Error, CustomStringConvertible {
        let description: String
    }

    private func stop() async {
        await server.stop()
        await disconnectAll("the test is over")
        try? await wait("the end of all connections") { $0.connections.withLock { $0.isEmpty } }
        for loop in loops { await loop.stop() }
    }
}

extension SSHConfiguration {
    /// On a free port of the loopback address.
    static func with(_ configure: (inout SSHConfiguration) -> Void) -> SSHConfiguration {
        var configuration = SSHConfiguration()
        configuration.listenAddress = "127.0.0.1"
        configuration.port = 0
        configure(&configuration)
        return configuration
    }
}
