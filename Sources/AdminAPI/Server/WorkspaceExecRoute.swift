import Containers
import Hummingbird
import Model
import Synchronization

/// `exec`: a workspace is started and held for a program that the client opens in it by itself. This server moves none
/// of the program's bytes.
struct WorkspaceExecRoute {
    let parts: AdminParts

    func add(to routes: RouterGroup<AdminRequestContext>) {
        routes.post(":user/exec") { request, context in
            let user = try WorkspaceRoutes.user(context)
            // Kept in the request: a stream's answer reads the body to its end once more, and must find it.
            var request = request
            _ = try await request.collectBody(upTo: context.maxUploadSize)
            let body = try await request.decode(as: ExecBody.self, context: context)
            if let command = body.command, command.isEmpty || command.utf8.contains(0) {
                throw AdminError.invalid("a command is a text that is not empty and has no zero byte")
            }
            return try await WorkspaceRoutes.translated { try await open(user, body, request, context) }
        }
    }

    private func open(
        _ user: UserName, _ body: ExecBody, _ request: Request, _ context: AdminRequestContext
    ) async throws -> Response {
        let profile = try await parts.workspaces.profile(of: user)
        let what = body.command ?? "the login shell"
        parts.record(
            AdminAction(
                actor: context.actor, name: .workspaceExec, target: "\(user)",
                detail: body.terminal ? "\(what) (with a terminal)" : what))
        // Also ends where the answer is never sent.
        let lease = parts.workspaces.lease(user)
        let entrance = try await parts.workspaces.entrance(user, profile, context.actor)
        let line = Array(try AdminCoding.encoder().encode(entrance)) + [UInt8(ascii: "\n")]
        let isSaid = Mutex(false)
        return LineStream.response(
            to: request,
            next: {
                let isFirst = isSaid.withLock { isSaid in
                    defer { isSaid = true }
                    return !isSaid
                }
                if isFirst { return line }
                // Until the client goes, or the server.
                while true { try await Task.sleep(for: .seconds(3600)) }
            }, onEnd: { lease.end() })
    }
}
