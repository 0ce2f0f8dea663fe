import Hummingbird
import Model
import NIOPosix
import Recording

/// Recordings: listed, played, searched, watched while they grow, exported.
struct RecordingRoutes {
    let parts: AdminParts
    let files: NIOThreadPool

    func add(to routes: RouterGroup<AdminRequestContext>) {
        routes.get("recordings") { request, _ in
            _ = try QueryParameters(request, allowed: [])
            let store = try store()
            let list = try await files.runIfActive { store.list() }
            return try JSONAnswer.response(list.map(RecordingEntry.init))
        }
        routes.get("recordings/:id") { request, context in
            let id = try SessionRoutes.id(context)
            let query = try QueryParameters(request, allowed: ["from", "follow"])
            let begin = try query.parsed("from", "seconds since the recording's begin", Self.microseconds)
            let follows = try query.flag("follow")
            let reader = try await reader(of: id)
            if let begin { try await reader.read { try $0.seek(to: begin) } }
            parts.record(
                AdminAction(actor: context.actor, name: .replay, target: "\(id)", detail: request.uri.query))
            let lines = CastLines(reader, follows: follows)
            return LineStream.response(to: request) { try await lines.next() }
        }
        routes.get("recordings/:id/export") { request, context in
            let id = try SessionRoutes.id(context)
            _ = try QueryParameters(request, allowed: [])
            let reader = try await reader(of: id)
            parts.record(AdminAction(actor: context.actor, name: .export, target: "\(id)"))
            return LineStream.response(to: request, type: "application/x-asciicast") {
                let bytes = try await reader.read { try $0.export() }
                return bytes.isEmpty ? nil : bytes
            }
        }
        routes.get("search") { request, context in
            let search = try RecordingSearch(QueryParameters(request, allowed: RecordingSearch.parameters))
            let store = try store()
            parts.record(AdminAction(actor: context.actor, name: .search, detail: request.uri.query))
            let matches = MatchLines(search, in: store, on: files)
            return LineStream.response(to: request, next: { try await matches.next() }, onEnd: { matches.stop() })
        }
        routes.get("sessions/:id/watch") { request, context in
            let id = try SessionRoutes.id(context)
            _ = try QueryParameters(request, allowed: [])
            guard let status = await parts.sessions.list().first(where: { $0.id == id }) else {
                throw AdminError.noSession("\(id)")
            }
            guard status.isRecorded else { throw AdminError.notRecorded("\(id)") }
            let reader = try await reader(of: id)
            try await reader.read { try $0.seekToEnd() }
            let lines = CastLines(reader, follows: true)
            let (record, actor) = (parts.record, context.actor)
            return LineStream.response(
                to: request, next: { try await lines.next() },
                onBegin: { record(AdminAction(actor: actor, name: .watchBegin, target: "\(id)")) },
                onEnd: { record(AdminAction(actor: actor, name: .watchEnd, target: "\(id)")) })
        }
    }

    private func store() throws -> RecordingStore {
        guard let store = parts.recordings else { throw AdminError.noRecordings }
        return store
    }

    private func reader(of id: SessionID) async throws -> BlockingReader<RecordingReader> {
        let store = try store()
        do {
            return try await BlockingReader.make(on: files) { try store.open(id) }
        } catch let error as RecordingError {
            if case .noRecording = error { throw AdminError.noRecording("\(id)") }
            throw AdminError.failed("\(error)")
        }
    }

    /// - Parameter text: seconds, fractions allowed.
    private static func microseconds(_ text: String) -> Int64? {
        guard let seconds = Double(text), seconds >= 0, seconds < 1e9 else { return nil }
        return Int64(seconds * 1e6)
    }
}
