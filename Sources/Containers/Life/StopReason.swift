/// Why a workspace is stopped or its container removed.
public enum StopReason: Hashable, Sendable, CustomStringConvertible {
    /// No sign of life for as long as its profile says.
    case idle
    /// It has run for as long as its profile says.
    case longestLife
    /// By name.
    case administrator(String)
    /// Its image or profile is another one now.
    case renewal(WorkspaceDifference)
    /// There is no such user any more.
    case noOwner
    /// Its start was never finished.
    case unfinished
    /// Its network is gone, without which it can't start.
    case networkMissing

    public var description: String {
        switch self {
        case .idle: "idle"
        case .longestLife: "longest life"
        case .administrator(let name): "by \(name)"
        case .renewal(.image): "new image"
        case .renewal(.profile): "changed profile"
        case .renewal(.otherProfile): "other profile"
        case .noOwner: "no such user"
        case .unfinished: "unfinished"
        case .networkMissing: "network missing"
        }
    }

    /// For those who have sessions in it.
    var userMessage: String {
        switch self {
        case .idle: "Your workspace is stopped: nobody used it. It starts again when you come back."
        case .longestLife:
            "Your workspace has run for as long as it may and is stopped. It starts again when you come back."
        case .administrator: "An administrator stops your workspace. It starts again when you come back."
        case .renewal: "Your workspace is renewed. It is there again when you come back."
        case .noOwner: "Your account is gone; so is your workspace."
        case .unfinished, .networkMissing: "Your workspace is made anew. It is there again when you come back."
        }
    }
}
