/// An indexer on its way from thread to thread.
///
/// @unchecked: one thread at a time has it; it is handed on through a lock.
final class IndexerBox: @unchecked Sendable {
    private var indexer: Indexer?
    private(set) var offset: UInt64 = 0
    private(set) var isCaughtUp = false
    /// Why there is no index: then the recording is read from its begin.
    private(set) var failure: String?

    init(_ path: RecordingPath, _ settings: IndexSettings) {
        attempt { indexer = try Indexer(cast: path.cast, index: path.index, text: path.text, settings: settings) }
    }

    func advance(upTo budget: Int) {
        attempt {
            guard let progress = try indexer?.advance(upTo: budget) else { return }
            offset = UInt64(max(0, progress.offset))
            isCaughtUp = progress.isCaughtUp
        }
    }

    func finish() {
        attempt { try indexer?.finish() }
        indexer = nil
    }

    private func attempt(_ body: () throws -> Void) {
        guard failure == nil else { return }
        do {
            try body()
        } catch {
            failure = "\(error)"
            indexer = nil
        }
    }
}
