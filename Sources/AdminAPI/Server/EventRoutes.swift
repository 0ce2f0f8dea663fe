import Hummingbird
import Model
import NIOPosix
import Recording

/// The session log, as it is and as it grows.
struct EventRoutes {
    let parts: AdminParts
    let files: NIOThreadPool

    /// How often a follower looks for new lines.
    private static let pause = Duration.milliseconds(100)
    private static let parameters: Set = [
        "follow", "user", "kind", "since", "until", "connection", "session", "last",
    ]

    func add(to routes: RouterGroup<AdminRequestContext>) {
        routes.get { request, context in
            let query = try QueryParameters(request, allowed: Self.parameters)
            let filter = try Self.filter(query)
            let last = try query.parsed("last", "a whole number from 0 to 100000") { text in
                Int(text).flatMap { (0...100_000).contains($0) ? $0 : nil }
            }
            let follows = try query.flag("follow")
            guard let folder = parts.eventFolder else { throw AdminError.noLog }
            let reader = try await BlockingReader.make(on: files) {
                try EventLogReader(folder: folder, filter: filter, start: last.map { .last($0) } ?? .beginning)
            }
            parts.record(AdminAction(actor: context.actor, name: .tail, detail: request.uri.query))
            return LineStream.response(to: request) {
                while true {
                    let lines = try await reader.read { reader in
                        try reader.read().reduce(into: [UInt8]()) { $0 += Array($1.line.utf8) + [UInt8(ascii: "\n")] }
                    }
                    if !lines.isEmpty { return lines }
                    guard follows else { return nil }
                    try await Task.sleep(for: Self.pause)
                }
            }
        }
    }

    private static func filter(_ query: QueryParameters) throws -> EventFilter {
        let moment = "a time such as 2026-11-21T19:05:01.000000Z"
        var filter = EventFilter()
        filter.users = Set(query.all("user"))
        filter.kinds = query.all("kind")
        filter.since = try query.parsed("since", moment) { EventTime($0) }
        filter.until = try query.parsed("until", moment) { EventTime($0) }
        filter.connection = try query.parsed("connection", "a connection's id, such as c12-7") { ConnectionID($0) }
        filter.session = try query.parsed("session", "a session's id, such as c12-7.2") { SessionID($0) }
        return filter
    }
}
