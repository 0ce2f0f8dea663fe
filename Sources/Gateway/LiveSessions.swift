import Model
import Synchronization

/// The open sessions of a gateway.
final class LiveSessions: Sendable {
    private let sessions = Mutex<[SessionID: LiveSession]>([:])

    /// Oldest first.
    var all: [LiveSession] {
        sessions.withLock { Array($0.values) }.sorted {
            ($0.id.connection.number, $0.id.number) < ($1.id.connection.number, $1.id.number)
        }
    }

    subscript(id: SessionID) -> LiveSession? { sessions.withLock { $0[id] } }

    func add(_ session: LiveSession) {
        sessions.withLock { $0[session.id] = session }
    }

    func remove(_ session: LiveSession) {
        sessions.withLock { _ = $0.removeValue(forKey: session.id) }
        session.ended()
    }
}
