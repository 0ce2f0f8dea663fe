import NIOPosix

/// A reader of files that blocks, on threads that may.
///
/// @unchecked: calls come from one task, which waits for each of them, so no two touch the reader at the same time.
@safe final class BlockingReader<Reader>: @unchecked Sendable {
    private let reader: Reader
    private let threads: NIOThreadPool

    private init(_ reader: Reader, on threads: NIOThreadPool) {
        self.reader = reader
        self.threads = threads
    }

    static func make(
        on threads: NIOThreadPool, _ make: @escaping @Sendable () throws -> Reader
    ) async throws -> BlockingReader {
        try await threads.runIfActive {
            StandBack.thisThread()
            return BlockingReader(try make(), on: threads)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Reader) throws -> Value) async throws -> Value {
        try await threads.runIfActive {
            StandBack.thisThread()
            return try body(self.reader)
        }
    }
}
