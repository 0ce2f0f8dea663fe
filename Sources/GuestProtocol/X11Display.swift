/// Displays as X11 numbers them on TCP.
public enum X11Display {
    /// Those that are forwarded, as sshd's X11DisplayOffset and its MAX_DISPLAYS.
    public static let numbers: Range<UInt16> = 10..<1000

    private static let firstPort: UInt16 = 6000

    /// - Parameter number: one of `numbers`.
    public static func port(_ number: UInt16) -> UInt16 { firstPort + number }

    /// - Returns: nil for a port of no such display.
    public static func number(ofPort port: UInt16) -> UInt16? {
        guard port >= firstPort, numbers.contains(port - firstPort) else { return nil }
        return port - firstPort
    }
}

/// What an X client shows its display.
public struct X11Cookie: Hashable, Sendable {
    /// Such as `MIT-MAGIC-COOKIE-1`.
    public var protocolName: [UInt8]
    public var data: [UInt8]

    public init(protocolName: [UInt8], data: [UInt8]) {
        self.protocolName = protocolName
        self.data = data
    }

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        protocolName = try reader.text()
        data = try reader.text()
    }

    func write(to writer: inout MessageWriter) {
        writer.write(protocolName)
        writer.write(data)
    }
}
