public import Recording

/// Which events are asked for.
public struct EventQuery: Sendable, Hashable {
    public var filter: EventFilter
    /// Only the last so many of those that are there; nil: all.
    public var last: Int?
    /// Goes on with those that come.
    public var follows: Bool

    public init(filter: EventFilter = EventFilter(), last: Int? = nil, follows: Bool = false) {
        self.filter = filter
        self.last = last
        self.follows = follows
    }

    var parameters: [(String, String)] {
        var parameters = filter.users.sorted().map { ("user", $0) } + filter.kinds.map { ("kind", $0) }
        if let since = filter.since { parameters.append(("since", since.description)) }
        if let until = filter.until { parameters.append(("until", until.description)) }
        if let connection = filter.connection { parameters.append(("connection", connection.description)) }
        if let session = filter.session { parameters.append(("session", session.description)) }
        if let last { parameters.append(("last", "\(last)")) }
        if follows { parameters.append(("follow", "true")) }
        return parameters
    }
}
