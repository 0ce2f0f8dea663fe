import Containers

/// Variables as the engine takes them: `NAME=value`. Their values are secrets.
struct EnvironmentList: Sendable {
    /// Sorted by name.
    let entries: [String]
    private let values: [String]

    /// Shorter values would be found in half the words of a sentence.
    private static let shortestSecret = 8

    /// - Throws: `.refused` for a name that is none: the engine would quote the whole entry in its answer.
    init(_ environment: [String: String]) throws(EngineError) {
        for (name, value) in environment {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 == UInt8(ascii: "=") || $0 == 0 }),
                !value.utf8.contains(0)
            else {
                throw EngineError(.refused, "an environment variable has no valid name or a zero byte in it")
            }
        }
        entries = environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        values = environment.values.filter { $0.utf8.count >= Self.shortestSecret }.sorted { $0.count > $1.count }
    }

    /// `text` without our values. To be used before it is cut, or half a value could stay.
    func redacted(_ text: String) -> String {
        var text = text
        for secret in entries + values {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
        return text
    }
}
