import CLinux
import Glibc
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// Lets those in who may administrate, and tells who asks.
///
/// The kernel has checked the socket's mode when the peer connected. Beyond that, its credentials (SO_PEERCRED, of the
/// moment when it connected) must be root's or the server's own user's; others' only where a group was given to the
/// socket, whose members the kernel let through.
struct PeerMiddleware: RouterMiddleware {
    typealias Context = AdminRequestContext

    /// Who an administrator is that came by ssh: the server's own `admin-shell` says so.
    static let actorHeader = AdminProtocol.actorHeader

    let admitsOthers: Bool

    @concurrent func handle(
        _ request: Request, context: AdminRequestContext,
        next: @concurrent (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let provider = context.channel as? any SocketOptionProvider else { throw AdminError.notPermitted }
        let peer: gangway_credentials = try await provider.unsafeGetSocketOption(
            level: SocketOptionLevel(SOL_SOCKET), name: SocketOptionName(SO_PEERCRED)
        ).get()
        let isTrusted = peer.uid == 0 || peer.uid == geteuid()
        guard isTrusted || admitsOthers else { throw AdminError.notPermitted }
        var context = context
        context.actor = AdminActor.text(name: AdminActor.name(of: peer.uid), uid: peer.uid, pid: peer.pid)
        if let claimed = request.headers[Self.actorHeader] {
            guard isTrusted, let name = UserName(claimed) else { throw AdminError.notPermitted }
            context.actor = name.description
        }
        return try await next(request, context)
    }
}
