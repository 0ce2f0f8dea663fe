import Hummingbird

/// What follows the `?` of a request. Unknown names and values that do not fit are refused.
struct QueryParameters {
    private let values: [(name: String, value: String)]

    /// - Throws: `AdminError.invalid` for a name that is not in `allowed`.
    init(_ request: Request, allowed: Set<String>) throws {
        values = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        for (name, _) in values where !allowed.contains(name) {
            throw AdminError.invalid("there is no parameter \(name)")
        }
    }

    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// - Throws: where it is given more than once.
    func one(_ name: String) throws -> String? {
        let found = all(name)
        guard found.count <= 1 else { throw AdminError.invalid("\(name) is given twice") }
        return found.first
    }

    /// `true` or `false`; false where it is absent.
    func flag(_ name: String) throws -> Bool {
        switch try one(name) {
        case nil, "false": false
        case "true": true
        default: throw AdminError.invalid("\(name) must be true or false")
        }
    }

    /// - Throws: `AdminError.invalid` with `expectation` where `parse` returns nil.
    func parsed<Value>(_ name: String, _ expectation: String, _ parse: (String) -> Value?) throws -> Value? {
        try one(name).map { text in
            guard let value = parse(text) else { throw AdminError.invalid("\(name) must be \(expectation)") }
            return value
        }
    }
}
