/// Joins everything that is logged about one connection: `c` and a number that grows, unique within a run.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    public let number: UInt64
    public init(number: UInt64) { self.number = number }
    public var description: String { "c\(number)" }
}

/// One session channel of a connection: `c7.2` is the third channel of connection 7.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    public let connection: ConnectionID
    public let number: UInt32
    public init(connection: ConnectionID, number: UInt32) {
        self.connection = connection
        self.number = number
    }
    public var description: String { "\(connection).\(number)" }
}

/// A client's or our own end of a TCP connection, in numbers.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address in text form, without brackets.
    public let host: String
    public let port: UInt16
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
