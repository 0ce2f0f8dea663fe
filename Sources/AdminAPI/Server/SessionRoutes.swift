import Hummingbird
import Model
import NIOPosix

/// The open sessions: seen, ended, told something, watched.
struct SessionRoutes {
    let parts: AdminParts
    let files: NIOThreadPool

    func add(to routes: RouterGroup<AdminRequestContext>) {
        routes.get { request, _ in
            _ = try QueryParameters(request, allowed: [])
            return try JSONAnswer.response(await parts.sessions.list().map(SessionEntry.init))
        }
        routes.get(":id") { _, context in
            let id = try Self.id(context)
            guard let status = await parts.sessions.list().first(where: { $0.id == id }) else {
                throw AdminError.noSession("\(id)")
            }
            return try JSONAnswer.response(SessionEntry(status))
        }
        routes.post(":id/kill") { _, context in
            let id = try Self.id(context)
            parts.record(AdminAction(actor: context.actor, name: .kill, target: "\(id)"))
            guard await parts.sessions.kill(id, context.actor) else { throw AdminError.noSession("\(id)") }
            return try JSONAnswer.response(Done())
        }
        routes.post(":id/message") { request, context in
            let id = try Self.id(context)
            let body = try await request.decode(as: MessageBody.self, context: context)
            guard body.isPlain else {
                throw AdminError.invalid(
                    "a message is one line of 1 to \(MessageBody.limit) characters without control characters")
            }
            parts.record(AdminAction(actor: context.actor, name: .message, target: "\(id)", detail: body.text))
            guard await parts.sessions.message(id, body.text) else { throw AdminError.noSession("\(id)") }
            return try JSONAnswer.response(Done())
        }
    }

    static func id(_ context: AdminRequestContext) throws -> SessionID {
        let text = try context.parameters.require("id")
        guard let id = SessionID(text) else { throw AdminError.invalid("\(text) is no session's id, such as c12-7.2") }
        return id
    }
}
