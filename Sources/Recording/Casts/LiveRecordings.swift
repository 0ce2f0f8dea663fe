import Model
import Synchronization

/// The recorders whose files are not complete yet.
final class LiveRecordings: Sendable {
    private let recorders = Mutex<[SessionID: Recorder]>([:])

    /// - Returns: whether there was none of its id.
    func add(_ recorder: Recorder) -> Bool {
        recorders.withLock { recorders in
            guard recorders[recorder.id] == nil else { return false }
            recorders[recorder.id] = recorder
            return true
        }
    }

    func remove(_ recorder: Recorder) {
        recorders.withLock { recorders in
            if recorders[recorder.id] === recorder { recorders[recorder.id] = nil }
        }
    }

    subscript(id: SessionID) -> Recorder? { recorders.withLock { $0[id] } }

    var all: [Recorder] { recorders.withLock { Array($0.values) } }
}
