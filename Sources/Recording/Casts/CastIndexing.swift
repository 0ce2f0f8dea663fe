import Model
import Synchronization

/// The thread that indexes live recordings behind the writer, at the lowest priority: a watched session must not feel
/// it. What is left at a recording's end is done by who finishes it.
final class CastIndexing: Sendable {
    private struct State {
        var ended: [Recorder] = []
        var hasGrown = false
        var isStopping = false
    }

    private let settings: IndexSettings
    private let live: @Sendable () -> [Recorder]
    /// Gets each recording that has ended, with its indexer.
    private let onEnd: @Sendable (RecordingPath, IndexerBox?) -> Void
    private let onTrouble: @Sendable (SessionID, String) -> Void
    private let state = Mutex(State())
    private let wakeup = Wakeup()
    /// Ends the pause.
    private let urgent = Wakeup()

    /// Recordings are looked at this often while they grow.
    private static let pause = Duration.milliseconds(100)
    /// For one recording, before it is another's turn.
    private static let budget = 256 << 10

    init(
        settings: IndexSettings, live: @escaping @Sendable () -> [Recorder],
        onEnd: @escaping @Sendable (RecordingPath, IndexerBox?) -> Void,
        onTrouble: @escaping @Sendable (SessionID, String) -> Void
    ) {
        self.settings = settings
        self.live = live
        self.onEnd = onEnd
        self.onTrouble = onTrouble
    }

    func noteGrowth() {
        let isFirst = state.withLock { state in
            defer { state.hasGrown = true }
            return !state.hasGrown
        }
        if isFirst { wakeup.signal() }
    }

    func noteEnd(_ recorder: Recorder) {
        state.withLock { $0.ended.append(recorder) }
        wakeup.signal()
        urgent.signal()
    }

    /// Once the writer has finished; hands on what has ended and returns.
    func stop() {
        state.withLock { $0.isStopping = true }
        wakeup.signal()
        urgent.signal()
    }

    /// - Parameter indexes: otherwise recordings are only handed on.
    func run(indexes: Bool) {
        var indexers: [SessionID: IndexerBox] = [:]
        while true {
            wakeup.wait(atMost: nil)
            var isBehind = true
            while isBehind {
                isBehind = false
                let (ended, isStopping) = state.withLock { state in
                    defer {
                        state.ended = []
                        state.hasGrown = false
                    }
                    return (state.ended, state.isStopping)
                }
                for recorder in ended { onEnd(recorder.file.path, indexers.removeValue(forKey: recorder.id)) }
                if isStopping { return }
                guard indexes else { continue }
                for recorder in live() where recorder.header.terminal != nil {
                    isBehind = advance(recorder, &indexers) || isBehind
                }
            }
            // Growth that came meanwhile has signalled, and is gathered.
            if indexes { urgent.wait(atMost: Self.pause) }
        }
    }

    /// - Returns: whether there is more to index.
    private func advance(_ recorder: Recorder, _ indexers: inout [SessionID: IndexerBox]) -> Bool {
        let length = recorder.file.sharedLength.load(ordering: .acquiring)
        guard length > 0 else { return false }
        let box: IndexerBox
        if let known = indexers[recorder.id] {
            box = known
        } else {
            box = IndexerBox(recorder.file.path, settings)
            indexers[recorder.id] = box
        }
        guard box.offset < length, box.failure == nil else { return false }
        box.advance(upTo: Self.budget)
        if let failure = box.failure {
            onTrouble(recorder.id, "its index: \(failure)")
            return false
        }
        return !box.isCaughtUp
    }
}
