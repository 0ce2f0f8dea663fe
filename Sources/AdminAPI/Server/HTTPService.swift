import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// One HTTP server of the administration.
struct HTTPService<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let address: BindAddress
    let responder: Responder
    let group: any EventLoopGroup
    let log: Logger
    /// Called once it accepts connections.
    let onListening: @Sendable () -> Void

    /// Connections at the same time; others wait in the socket's backlog.
    private static var maxConnections: Int { 256 }

    init(
        address: BindAddress, responder: Responder, group: any EventLoopGroup, log: Logger,
        onListening: @escaping @Sendable () -> Void
    ) {
        self.address = address
        self.responder = responder
        self.group = group
        // It tells of each start and stop.
        var log = log
        log.logLevel = max(log.logLevel, .warning)
        self.log = log
        self.onListening = onListening
    }

    func run() async throws {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)
        try await Application(
            responder: responder,
            server: .http1(
                configuration: .init(idleTimeout: .seconds(60), httpDecoderConfiguration: decoder)),
            configuration: .init(
                address: address, availableConnectionsDelegate: MaximumAvailableConnections(Self.maxConnections)),
            onServerRunning: { [onListening] _ in onListening() },
            eventLoopGroupProvider: .shared(group), logger: log
        ).run()
    }
}
