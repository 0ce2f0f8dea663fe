import Configuration

/// One name an operator can set: its type, its limits, and where in a `Root` its value goes.
struct Setting<Root>: Sendable {
    /// Components joined by dots, as in the file.
    let key: String
    let type: ConfigType
    /// For errors: "must be …".
    let expectation: String
    /// - Returns: false for a value out of its limits.
    let apply: @Sendable (inout Root, ConfigContent) -> Bool

    /// `GANGWAY_` and the components in capitals.
    var variable: String { "GANGWAY_" + key.uppercased().replacing(".", with: "_") }

    /// The same of something that holds a `Root`.
    func lifted<Outer>(as key: String, _ place: any WritableKeyPath<Outer, Root> & Sendable) -> Setting<Outer> {
        Setting<Outer>(key: key, type: type, expectation: expectation) { apply(&$0[keyPath: place], $1) }
    }

    static func text(_ key: String, _ set: @escaping @Sendable (inout Root, String) -> Void) -> Self {
        parsed(key, "text") {
            set(&$0, $1)
            return true
        }
    }

    static func absolutePath(_ key: String, _ set: @escaping @Sendable (inout Root, String) -> Void) -> Self {
        parsed(key, "a path that starts with /") {
            guard $1.hasPrefix("/") else { return false }
            set(&$0, $1)
            return true
        }
    }

    static func parsed(
        _ key: String, _ expectation: String, _ set: @escaping @Sendable (inout Root, String) -> Bool
    ) -> Self {
        Self(key: key, type: .string, expectation: expectation) {
            guard case .string(let value) = $1 else { return false }
            return set(&$0, value)
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ key: String, _ set: @escaping @Sendable (inout Root, Choice) -> Void
    ) -> Self {
        parsed(key, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")) {
            guard let choice = Choice(rawValue: $1) else { return false }
            set(&$0, choice)
            return true
        }
    }

    static func words(
        _ key: String, _ expectation: String, _ set: @escaping @Sendable (inout Root, [String]) -> Bool
    ) -> Self {
        Self(key: key, type: .stringArray, expectation: "a list of \(expectation)") {
            guard case .stringArray(let values) = $1 else { return false }
            return set(&$0, values)
        }
    }

    static func integer(
        _ key: String, _ range: ClosedRange<Int>, _ set: @escaping @Sendable (inout Root, Int) -> Void
    ) -> Self {
        Self(
            key: key, type: .int, expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) {
            guard case .int(let value) = $1, range.contains(value) else { return false }
            set(&$0, value)
            return true
        }
    }

    static func number(
        _ key: String, _ range: ClosedRange<Double>, _ set: @escaping @Sendable (inout Root, Double) -> Void
    ) -> Self {
        Self(key: key, type: .double, expectation: "a number from \(range.lowerBound) to \(range.upperBound)") {
            guard case .double(let value) = $1, range.contains(value) else { return false }
            set(&$0, value)
            return true
        }
    }

    static func boolean(_ key: String, _ set: @escaping @Sendable (inout Root, Bool) -> Void) -> Self {
        Self(key: key, type: .bool, expectation: "true or false") {
            guard case .bool(let value) = $1 else { return false }
            set(&$0, value)
            return true
        }
    }

    /// A time in seconds, fractions allowed.
    static func seconds(_ key: String, _ set: @escaping @Sendable (inout Root, Duration) -> Void) -> Self {
        number(key, 0...31_536_000) { set(&$0, .seconds($1)) }
    }

    /// Bytes, or with k, m, g for powers of 1024, as `docker run --memory` takes them.
    static func size(_ key: String, _ set: @escaping @Sendable (inout Root, Int) -> Void) -> Self {
        parsed(key, "a size such as 512m or 8g") {
            guard let bytes = ByteSize.parse($1) else { return false }
            set(&$0, bytes)
            return true
        }
    }
}
