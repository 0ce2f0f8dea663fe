/// What a search in recordings asks for.
struct RecordingSearch: Sendable {
    static let parameters: Set = ["text", "user", "context", "limit", "ignore_case"]

    let text: String
    let user: String?
    let context: Int
    let limit: Int
    let ignoresCase: Bool

    init(_ query: QueryParameters) throws {
        guard let text = try query.one("text"), !text.isEmpty else { throw AdminError.invalid("text must be given") }
        self.text = text
        user = try query.one("user")
        context = try query.parsed("context", "from 0 to 100 lines", Self.number(0...100)) ?? 2
        limit = try query.parsed("limit", "from 1 to 10000 matches", Self.number(1...10_000)) ?? 100
        ignoresCase = try query.flag("ignore_case")
    }

    private static func number(_ range: ClosedRange<Int>) -> (String) -> Int? {
        { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}
