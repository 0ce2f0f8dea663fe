/// The lines of an answer, as they come.
public struct AdminLines: Sendable {
    private let response: AdminResponse

    private struct Left: Error {}

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
    func withFirstLine<Value>(_ body: ([UInt8]) async throws -> Value) async throws -> Value {
        var value: Value?
        do {
            try await eachLine { line in
                value = try await body(line)
                throw Left()
            }
        } catch is Left {}
        guard let value else { throw AdminClientError.broken("an answer without a line") }
        return value
    }
}
