import CLinux

/// What a descriptor is ready for.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = Readiness(rawValue: UInt32(GANGWAY_EPOLL_IN))
    public static let writable = Readiness(rawValue: UInt32(GANGWAY_EPOLL_OUT))
    /// The peer has shut down its writing half, or the whole connection. Reported only where asked for.
    public static let readHangup = Readiness(rawValue: UInt32(GANGWAY_EPOLL_RDHUP))
    /// An error or a full hang-up. Always reported, never asked for.
    public static let failed = Readiness(rawValue: UInt32(GANGWAY_EPOLL_ERR | GANGWAY_EPOLL_HUP))
}
