public import Model

/// Which events a reader wants. All that is set must hold.
public struct EventFilter: Sendable, Hashable {
    /// Any of these users; empty: all.
    public var users: Set<String> = []
    /// Any of these kinds or groups of them, `auth` or `auth.attempt`; empty: all.
    public var kinds: [String] = []
    /// With the events of its sessions.
    public var connection: ConnectionID?
    public var session: SessionID?
    /// From this time on.
    public var since: EventTime?
    /// Before this time.
    public var until: EventTime?

    public init() {}
}
