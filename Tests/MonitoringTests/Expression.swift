/// A PromQL expression, as far as its names go: enough to tell whether what it selects can exist.
struct Expression {
    struct Selector: Hashable {
        let metric: String
        /// Each matcher's label, and the values it names; patterns are split at `|`.
        let matchers: [String: [String]]
    }

    private(set) var selectors: [Selector] = []
    /// The labels that `by` and `without` list.
    private(set) var groupings: Set<String> = []

    private static let keywords: Set = [
        "and", "or", "unless", "bool", "on", "ignoring", "group_left", "group_right", "offset", "inf", "nan",
    ]

    init(_ text: String) {
        var rest = Substring(text)
        while let character = rest.first {
            if character == "\"" {
                rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
            } else if character == "[" {
                rest = rest.drop { $0 != "]" }
            } else if character.isLetter || character == "_" {
                let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" })
                rest = rest.dropFirst(word.count)
                take(word, &rest)
            } else if character.isNumber || character == "." || character == "$" {
                rest = rest.dropFirst().drop { $0.isNumber || $0.isLetter || $0 == "_" || $0 == "." }
            } else {
                rest = rest.dropFirst()
            }
        }
    }

    private mutating func take(_ word: String, _ rest: inout Substring) {
        rest = rest.drop(while: \.isWhitespace)
        if word == "by" || word == "without" {
            let list = rest.dropFirst().prefix { $0 != ")" }
            groupings.formUnion(list.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) })
            rest = rest.dropFirst(list.count + 2)
        } else if rest.first == "{" {
            let body = rest.dropFirst().prefix { $0 != "}" }
            rest = rest.dropFirst(body.count + 2)
            selectors.append(Selector(metric: word, matchers: Self.matchers(body)))
        } else if rest.first != "(", !Self.keywords.contains(word), !Self.isAggregation(rest) {
            selectors.append(Selector(metric: word, matchers: [:]))
        }
    }

    /// `sum by (…) (…)`: the word before is no metric.
    private static func isAggregation(_ rest: Substring) -> Bool {
        rest.hasPrefix("by ") || rest.hasPrefix("by(") || rest.hasPrefix("without")
    }

    private static func matchers(_ body: Substring) -> [String: [String]] {
        var matchers: [String: [String]] = [:]
        for match in body.matches(of: /([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/) {
            matchers[String(match.1)] = match.2.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
        return matchers
    }
}
