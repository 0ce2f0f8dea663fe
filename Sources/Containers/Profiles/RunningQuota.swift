/// How many workspaces may run on the host, beside what their profiles say.
public struct RunningQuota: Hashable, Sendable {
    /// What becomes of a user for whom there is no room.
    public enum WhenFull: String, Hashable, Sendable, CaseIterable {
        /// Waits in line, and sees the place.
        case wait
        case refuse
    }

    /// Workspaces at the same time; nil: no limit.
    public var running: Int?
    /// The sum of what the running ones' profiles promise, in bytes; nil: no limit.
    public var memory: Int?
    public var whenFull = WhenFull.wait
    /// The longest that a user waits in line.
    public var waitLimit: Duration = .seconds(600)

    public init() {}
}
