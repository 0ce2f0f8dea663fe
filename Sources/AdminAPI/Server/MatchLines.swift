import NIOPosix
import Recording
import Synchronization

/// What a search finds, as lines of JSON, while it searches. The search's limit bounds what waits here.
final class MatchLines: Sendable {
    private let found: AsyncThrowingStream<[UInt8], any Error>
    private let isStopped = Mutex(false)

    init(_ search: RecordingSearch, in store: RecordingStore, on threads: NIOThreadPool) {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        found = stream
        threads.submit { [weak self] state in
            guard state == .active else { return continuation.finish(throwing: CancellationError()) }
            do {
                var failure: (any Error)?
                store.search(
                    search.text, user: search.user, ignoringCase: search.ignoresCase, context: search.context,
                    limit: search.limit
                ) { match in
                    guard let self, !self.isStopped.withLock({ $0 }) else { return false }
                    do {
                        let line = try AdminCoding.encoder().encode(SearchMatch(match))
                        continuation.yield(line + [UInt8(ascii: "\n")])
                        return true
                    } catch {
                        failure = error
                        return false
                    }
                }
                if let failure { throw failure }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
    }

    /// For one caller, one call after the other.
    func next() async throws -> [UInt8]? {
        var iterator = found.makeAsyncIterator()
        return try await iterator.next()
    }

    /// Nobody wants more.
    func stop() { isStopped.withLock { $0 = true } }
}
