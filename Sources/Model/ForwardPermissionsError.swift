/// Why words are no `ForwardPermissions`, for the person who wrote them.
public enum ForwardPermissionsError: Error, Hashable, CustomStringConvertible {
    case empty
    /// `any` or `none` beside other words.
    case notAlone(String)
    case notToOpen(String)
    case notToListen(String)

    /// What to write, after "must be".
    public static let openRule = "host:port or [IPv6]:port, each with * for any host or any port; or any, or none"
    public static let listenRule =
        "port, host:port or [IPv6]:port, with * for any port, and * and ? in the host; or any, or none"

    public var description: String {
        switch self {
        case .empty: "there is no entry; write any or none"
        case .notAlone(let word): "'\(word)' must be the only entry"
        case .notToOpen(let word): "'\(word)' must be \(Self.openRule)"
        case .notToListen(let word): "'\(word)' must be \(Self.listenRule)"
        }
    }
}
