import CLibSSH
import CLinux
public import EventLoop
import Glibc
public import Model

/// Listens, and gives each connection to one of its loops.
///
/// Life: `init` binds the port, so errors of address and keys come before anything is promised; `start` begins to
/// accept; `stop` ends that. Connections go on after `stop` until they end by themselves.
public actor SSHServer {
    public nonisolated let configuration: SSHConfiguration
    /// The port that is listened on.
    public nonisolated let port: UInt16

    private let loops: [EventLoop]
    private let binds: [ServerBind]
    private let gate: StartupGate
    private let listener: OwnedDescriptor
    private var watch: Watch?
    private var handler: (@Sendable (isolated SSHConnection) async -> Void)?
    private var onRefused: (@Sendable (SocketAddress) -> Void)?
    private var accepted: UInt64 = 0

    /// Accepts per turn; established connections come in between.
    private static let acceptsPerTurn = 16
    private static let backlog: Int32 = 1024

    /// The server itself lives on the first loop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loops[0].asUnownedSerialExecutor() }

    /// - Parameter loops: at least one.
    /// - Throws: `HostKey.Failure`, `SystemError`.
    public init(_ configuration: SSHConfiguration, hostKeys: [HostKey], loops: [EventLoop]) throws {
        precondition(!loops.isEmpty, "a server needs a loop")
        guard ssh_init() == SSH_OK else { throw HostKey.Failure(description: "libssh could not be initialised") }
        let descriptor = unsafe gangway_listen(configuration.listenAddress, configuration.port, Self.backlog)
        guard descriptor >= 0 else {
            throw SystemError("listen on \(configuration.listenAddress) port \(configuration.port)")
        }
        listener = OwnedDescriptor(owning: descriptor)
        port = gangway_local_port(descriptor)
        binds = try loops.map { _ in try ServerBind(configuration, hostKeys: hostKeys) }
        self.configuration = configuration
        self.loops = loops
        gate = StartupGate(configuration.maxStartups)
    }

    /// Accepts connections from now on.
    /// - Parameters:
    ///   - onRefused: told of each connection that MaxStartups refused.
    ///   - handler: runs on the connection's loop, one task per connection.
    public func start(
        onRefused: @escaping @Sendable (SocketAddress) -> Void = { _ in },
        handler: @escaping @Sendable (isolated SSHConnection) async -> Void
    ) throws {
        self.handler = handler
        self.onRefused = onRefused
        watch = try loops[0].watch(listener.rawValue, for: .readable) { [self] _ in acceptAll() }
    }

    /// Accepts no more, for good: the kernel refuses new clients from here on.
    public func stop() {
        watch?.cancel()
        watch = nil
        shutdown(listener.rawValue, Int32(SHUT_RDWR))
    }

    private func acceptAll() {
        for _ in 0..<Self.acceptsPerTurn {
            var port: UInt16 = 0
            var host = [CChar](repeating: 0, count: 64)
            let descriptor = unsafe gangway_accept(listener.rawValue, &host, Int32(host.count), &port)
            guard descriptor >= 0 else {
                if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { pauseAccepting() }
                return
            }
            let peer = SocketAddress(host: Self.text(host), port: port)
            guard let slot = gate.enter() else {
                // As sshd: said before the version exchange, so that the client shows it.
                let text = "Exceeded MaxStartups\r\n"
                _ = unsafe send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
                close(descriptor)
                onRefused?(peer)
                continue
            }
            serve(descriptor, peer: peer, slot: slot)
        }
    }

    /// Out of descriptors: the listener would report without end. Sessions that end make room.
    private func pauseAccepting() {
        watch?.update([])
        loops[0].after(.seconds(1)) { [self] in watch?.update(.readable) }
    }

    private func serve(_ descriptor: Int32, peer: SocketAddress, slot: StartupSlot) {
        var port: UInt16 = 0
        var host = [CChar](repeating: 0, count: 64)
        _ = unsafe gangway_local_address(descriptor, &host, Int32(host.count), &port)
        accepted += 1
        let index = Int(accepted % UInt64(loops.count))
        let bind = binds[index]
        let connection = SSHConnection(
            id: ConnectionID(run: configuration.run, number: accepted), peer: peer,
            local: SocketAddress(host: Self.text(host), port: port), loop: loops[index], descriptor: descriptor,
            configuration: configuration, startupSlot: slot)
        guard let handler else { return }
        connection.loop.post {
            connection.assumeIsolated { connection in
                connection.begin(bind: bind)
                Task { await handler(connection) }
            }
        }
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
