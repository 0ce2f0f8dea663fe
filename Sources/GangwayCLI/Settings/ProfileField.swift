import Containers
import Model

/// One field of a profile: of the section `workspace` (or `forwarding`, `recording`) for the standard profile, and of
/// `profiles.NAME` for another one.
struct ProfileField: Sendable {
    /// Its key is the one below `profiles.NAME`.
    let setting: Setting<ProfileDraft>
    /// What the setting would have to be, to make the profile what it is.
    let value: @Sendable (ProfileDraft) -> SettingValue

    var key: String { setting.key }

    /// The standard profile's forwards and recordings have sections of their own.
    var keyOfStandardProfile: String {
        key.hasPrefix("forwarding.") || key.hasPrefix("recording.") ? key : "workspace.\(key)"
    }

    var ofStandardProfile: Setting<Settings> { setting.lifted(as: keyOfStandardProfile, \.standard) }

    typealias Place<Value> = any WritableKeyPath<Profile, Value> & Sendable

    static func text(_ key: String, _ place: Place<String>) -> Self {
        parsed(key, "a name without blanks", place) {
            $0.isEmpty || $0.contains(where: \.isWhitespace) ? nil : $0
        } text: {
            $0
        }
    }

    static func absolutePath(_ key: String, _ place: Place<String>) -> Self {
        parsed(key, "a path that starts with /", place) {
            ContainerPath.isAbsolute($0) ? $0 : nil
        } text: {
            $0
        }
    }

    /// One value that a text stands for.
    static func parsed<Value>(
        _ key: String, _ expectation: String, _ place: Place<Value>,
        _ parse: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
    ) -> Self {
        Self(
            setting: .parsed(key, expectation) {
                guard let value = parse($1) else { return false }
                $0.profile[keyPath: place] = value
                return true
            },
            value: { .text(text($0.profile[keyPath: place])) })
    }

    /// The same, where an empty text stands for nil.
    static func optional<Value>(
        _ key: String, _ expectation: String, _ place: Place<Value?>,
        _ parse: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
    ) -> Self {
        Self(
            setting: .parsed(key, "empty, or \(expectation)") {
                let value = $1.isEmpty ? nil : parse($1)
                $0.profile[keyPath: place] = value
                return $1.isEmpty || value != nil
            },
            value: { .text($0.profile[keyPath: place].map(text) ?? "") })
    }

    /// A list, each of whose words stands for a value. It replaces the one of the profile that is extended.
    static func list<Value>(
        _ key: String, _ expectation: String, _ place: Place<[Value]>,
        _ parse: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
    ) -> Self {
        Self(
            setting: .words(key, expectation) {
                let values = $1.compactMap(parse)
                $0.profile[keyPath: place] = values
                return values.count == $1.count
            },
            value: { .words($0.profile[keyPath: place].map(text)) })
    }

    /// Words of the form NAME=value.
    static func dictionary(
        _ key: String, _ expectation: String, _ place: Place<[String: String]>,
        _ isName: @escaping @Sendable (Substring) -> Bool
    ) -> Self {
        Self(
            setting: .words(key, expectation) {
                var values: [String: String] = [:]
                for word in $1 {
                    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    guard parts.count == 2, isName(parts[0]), !word.unicodeScalars.contains("\0") else { return false }
                    values[String(parts[0])] = String(parts[1])
                }
                $0.profile[keyPath: place] = values
                return true
            },
            value: { .words($0.profile[keyPath: place].sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) })
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ key: String, _ place: Place<Choice>
    ) -> Self {
        Self(
            setting: .choice(key) { $0.profile[keyPath: place] = $1 },
            value: { .text($0.profile[keyPath: place].rawValue) })
    }

    static func boolean(_ key: String, _ place: Place<Bool>) -> Self {
        Self(
            setting: .boolean(key) { $0.profile[keyPath: place] = $1 },
            value: { .boolean($0.profile[keyPath: place]) })
    }

    static func identifier(_ key: String, _ place: Place<UInt32>) -> Self {
        Self(
            setting: .integer(key, 0...Int(UInt32.max - 1)) { $0.profile[keyPath: place] = UInt32($1) },
            value: { .integer(Int($0.profile[keyPath: place])) })
    }

    /// 0 stands for nil.
    static func integer(_ key: String, to limit: Int, _ place: Place<Int?>) -> Self {
        Self(
            setting: .integer(key, 0...limit) { $0.profile[keyPath: place] = $1 == 0 ? nil : $1 },
            value: { .integer($0.profile[keyPath: place] ?? 0) })
    }

    /// 0 stands for nil.
    static func number(_ key: String, to limit: Double, _ place: Place<Double?>) -> Self {
        Self(
            setting: .number(key, 0...limit) { $0.profile[keyPath: place] = $1 == 0 ? nil : $1 },
            value: { .short($0.profile[keyPath: place] ?? 0) })
    }

    /// 0 stands for nil.
    static func size(_ key: String, _ place: Place<Int?>) -> Self {
        Self(
            setting: .size(key) { $0.profile[keyPath: place] = $1 == 0 ? nil : $1 },
            value: { .text(ByteSize.text($0.profile[keyPath: place] ?? 0)) })
    }

    static func seconds(_ key: String, _ place: Place<Duration>) -> Self {
        Self(
            setting: .seconds(key) { $0.profile[keyPath: place] = $1 },
            value: { .seconds($0.profile[keyPath: place]) })
    }

    /// Seconds; `never` and 0 stand for nil.
    static func secondsOrNever(_ key: String, _ place: Place<Duration?>) -> Self {
        Self(
            setting: .parsed(key, "a time in seconds, or never") {
                let seconds = $1 == "never" ? 0 : Double($1) ?? -1
                guard (0...31_536_000).contains(seconds) else { return false }
                $0.profile[keyPath: place] = seconds == 0 ? nil : .seconds(seconds)
                return true
            },
            value: { $0.profile[keyPath: place].map(SettingValue.seconds) ?? .text("never") })
    }
}
