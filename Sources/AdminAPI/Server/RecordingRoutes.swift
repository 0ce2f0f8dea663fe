import Hummingbird
import NIOPosix

struct RecordingRoutes {
    let parts: AdminParts
    let files: NIOThreadPool

    func add(to routes: RouterGroup<AdminRequestContext>) {}
}
