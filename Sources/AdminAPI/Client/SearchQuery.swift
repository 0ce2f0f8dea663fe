/// What to search in recordings.
public struct SearchQuery: Sendable, Hashable {
    /// Plain text.
    public var text: String
    public var user: String?
    /// Lines before and after each match.
    public var context: Int
    public var limit: Int
    public var ignoresCase: Bool

    public init(text: String, user: String? = nil, context: Int = 2, limit: Int = 100, ignoresCase: Bool = false) {
        self.text = text
        self.user = user
        self.context = context
        self.limit = limit
        self.ignoresCase = ignoresCase
    }

    var parameters: [(String, String)] {
        var parameters = [("text", text), ("context", "\(context)"), ("limit", "\(limit)")]
        if let user { parameters.append(("user", user)) }
        if ignoresCase { parameters.append(("ignore_case", "true")) }
        return parameters
    }
}
