/// The lines of an answer, as they come.
public struct AdminLines: Sendable {
    private let response: AdminResponse

    /// Longer ones are no server's of ours.
    private static let lineLimit = 64 << 20

    init(_ response: AdminResponse) { self.response = response }

    /// Calls `body` for each line, without its end, while the server waits.
    ///
    /// - Throws: `AdminClientError.broken` where the server ends without having said that all was said.
    public func eachLine(_ body: ([UInt8]) async throws -> Void) async throws {
        var rest: [UInt8] = []
        try await response.pieces { piece in
            var lines = piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
            guard let first = lines.popFirst() else { return }
            rest += first
            guard rest.count < Self.lineLimit else { throw AdminClientError.broken("a line without an end") }
            while let next = lines.popFirst() {
                try await body(rest)
                rest = Array(next)
            }
        }
        if !rest.isEmpty { throw AdminClientError.broken("a line without its end") }
    }

    /// Calls `body` with the first line; the answer is held open for that time, and left then.
    /// - Parameter onEnd: called where the answer ends before `body` does.
    func withFirstLine<Value>(
        onEnd: @escaping @Sendable () -> Void, _ body: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        let (lines, line) = AsyncThrowingStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(1))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await eachLine { line.yield($0) }
                    line.finish()
                } catch {
                    line.finish(throwing: error)
                }
                if !Task.isCancelled { onEnd() }
            }
            defer { group.cancelAll() }
            for try await first in lines { return try await body(first) }
            throw AdminClientError.broken("an answer without a line")
        }
    }
}
