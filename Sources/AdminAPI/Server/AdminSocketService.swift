import Logging
import ServiceLifecycle

/// Puts the socket into its place once it is bound, and takes it away before the server stops.
struct AdminSocketService: Service {
    let socket: AdminSocket
    let log: Logger
    private let bound = AsyncStream<Void>.makeStream()

    init(socket: AdminSocket, log: Logger) {
        self.socket = socket
        self.log = log
    }

    /// The server listens.
    func publish() { bound.continuation.finish() }

    func run() async throws {
        await cancelWhenGracefulShutdown { for await _ in bound.stream {} }
        guard !Task.isShuttingDownGracefully else { return }
        try socket.publish()
        log.info("administration", metadata: ["socket": "\(socket.path)"])
        try? await gracefulShutdown()
        socket.remove()
    }
}
