import Hummingbird
import NIOPosix

/// All paths. Each noun has a file.
struct AdminRoutes {
    let parts: AdminParts
    /// Threads that may block on files.
    let files: NIOThreadPool
    let admitsOthers: Bool

    /// For the admin socket.
    var all: some HTTPResponder<AdminRequestContext> {
        let router = Router(context: AdminRequestContext.self)
        router.add(middleware: PeerMiddleware(admitsOthers: admitsOthers))
        let version = router.group("v1")
        SessionRoutes(parts: parts, files: files).add(to: version.group("sessions"))
        WorkspaceRoutes(parts: parts).add(to: version)
        EventRoutes(parts: parts, files: files).add(to: version.group("events"))
        RecordingRoutes(parts: parts, files: files).add(to: version)
        MonitoringRoutes(parts: parts).add(to: router)
        return router.buildResponder()
    }

    /// For Prometheus and health checks, which need no permission.
    var monitoring: some HTTPResponder<BasicRequestContext> {
        let router = Router()
        MonitoringRoutes(parts: parts).add(to: router)
        return router.buildResponder()
    }
}
