/// Joins everything that is logged about one connection: `c12-7` is the seventh that the gateway took in its twelfth run.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    /// Counts the starts of the server on its state, from 1, so that no id comes twice.
    public let run: UInt64
    /// From 1 in each run.
    public let number: UInt64

    public init(run: UInt64, number: UInt64) {
        self.run = run
        self.number = number
    }

    public init?(_ text: some StringProtocol) {
        guard text.first == "c" else { return nil }
        let parts = text.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let run = UInt64(parts[0]), let number = UInt64(parts[1]) else { return nil }
        self.init(run: run, number: number)
        // One spelling each: it becomes a file's name.
        guard description == text else { return nil }
    }

    public var description: String { "c\(run)-\(number)" }
}

/// One session channel of a connection: `c12-7.2` is the third channel of connection `c12-7`.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    public let connection: ConnectionID
    public let number: UInt32
    public init(connection: ConnectionID, number: UInt32) {
        self.connection = connection
        self.number = number
    }

    public init?(_ text: some StringProtocol) {
        guard let dot = text.firstIndex(of: "."), let connection = ConnectionID(text[..<dot]),
            let number = UInt32(text[text.index(after: dot)...])
        else { return nil }
        self.init(connection: connection, number: number)
        guard description == text else { return nil }
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
