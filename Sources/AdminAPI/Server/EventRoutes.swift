import Hummingbird
import NIOPosix

struct EventRoutes {
    let parts: AdminParts
    let files: NIOThreadPool

    func add(to routes: RouterGroup<AdminRequestContext>) {}
}
