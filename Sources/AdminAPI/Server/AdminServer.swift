public import Logging
import NIOPosix
public import ServiceLifecycle

/// Administration over HTTP on a Unix socket: sessions, events, recordings, metrics and health.
///
/// Its life: the socket is made in a folder of its own and moved to its place with its mode set, so that nobody
/// connects before; it serves; at a graceful shutdown the socket is removed, streams end, and what does not end within
/// some seconds is cut.
public struct AdminServer: Service {
    private let configuration: AdminConfiguration
    private let parts: AdminParts
    private let log: Logger

    /// How long answers may take to end at a shutdown.
    private static let shutdownLimit = Duration.seconds(20)

    /// Opens nothing yet.
    public init(configuration: AdminConfiguration, parts: AdminParts, log: Logger = Logger(label: "admin")) {
        self.configuration = configuration
        self.parts = parts
        self.log = log
    }

    /// Serves until a graceful shutdown is triggered.
    ///
    /// - Throws: `AdminSocketError`; an error of NIO where the address for metrics is taken.
    public func run() async throws {
        // One thread for all of it, and a few for files: nothing of this is in the way of sessions.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let files = NIOThreadPool(numberOfThreads: 4)
        files.start()
        group.next().execute { StandBack.thisThread() }
        let result: Result<Void, any Error>
        do { result = .success(try await serve(on: group, files: files)) } catch { result = .failure(error) }
        try? await files.shutdownGracefully()
        try? await group.shutdownGracefully()
        try result.get()
    }

    private func serve(on group: MultiThreadedEventLoopGroup, files: NIOThreadPool) async throws {
        let place = try AdminSocket(path: configuration.socket, group: configuration.group)
        defer { place.remove() }
        let routes = AdminRoutes(parts: parts, files: files, admitsOthers: configuration.group != nil)
        let publishing = AdminSocketService(socket: place, log: log)
        var services: [any Service] = [
            HTTPService(
                address: .unixDomainSocket(path: place.unpublished), responder: routes.all, group: group, log: log
            ) { publishing.publish() },
            publishing,
        ]
        if let address = configuration.metrics {
            services.append(
                HTTPService(
                    address: .hostname(address.host, port: Int(address.port)), responder: routes.monitoring,
                    group: group, log: log
                ) { log.info("metrics", metadata: ["address": "\(address)"]) })
        }
        var configuration = ServiceGroupConfiguration(services: services, logger: log)
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        try await ServiceGroup(configuration: configuration).run()
    }
}
