import Hummingbird
import NIOCore

/// What is known of a request to the admin socket.
struct AdminRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Who asks, for the log; set by `PeerMiddleware`.
    var actor = ""

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The bodies that are sent here are short.
    var maxUploadSize: Int { 64 << 10 }
}
