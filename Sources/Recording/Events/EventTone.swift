/// What an event is to who reads it.
enum EventTone: Hashable {
    case plain
    case quiet
    case user
    case good
    case warning
    case bad
    case admin

    /// Of ECMA-48's SGR; nil: none.
    var code: String? {
        switch self {
        case .plain: nil
        case .quiet: "2"
        case .user: "36"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        case .admin: "35"
        }
    }
}
