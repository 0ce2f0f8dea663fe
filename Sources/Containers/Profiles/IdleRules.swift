/// When a workspace that nobody uses is stopped. A session or a forward always keeps it.
public struct IdleRules: Hashable, Sendable {
    /// Without a sign of life for this long; nil: never.
    public var stopAfter: Duration? = .seconds(1800)
    /// Signs of life beside sessions and forwards:
    /// more processor time than this since the last look, in percent of one processor; nil: does not count.
    public var processorPercent: Double? = 5
    /// A process of one of these names.
    public var keepAlive: [String] = []
    /// A tmux or screen server of the user.
    public var multiplexers = true
    /// A connection from elsewhere to a port on which something listens.
    public var usedPorts = true
    /// The longest that a user may have it kept by `gangway-guest hold`.
    public var longestHold: Duration = .seconds(7 * 86400)
    /// Stopped this long after its start, used or not; nil: never.
    public var longestLife: Duration?

    public init() {}
}
