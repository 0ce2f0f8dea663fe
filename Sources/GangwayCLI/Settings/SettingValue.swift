/// A setting's value as the file holds it.
enum SettingValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case words([String])

    /// As short as it can be, `2` instead of `2.0`.
    static func short(_ number: Double) -> SettingValue {
        Int(exactly: number).map { .integer($0) } ?? .number(number)
    }

    static func seconds(_ duration: Duration) -> SettingValue {
        let (seconds, attoseconds) = duration.components
        return short(Double(seconds) + Double(attoseconds) / 1e18)
    }
}

extension SettingValue: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .boolean(let isSet): try container.encode(isSet)
        case .words(let words): try container.encode(words)
        }
    }
}
