/// Which ports somebody listens on and others are connected to, by what the kernel tells of sockets (sock_diag(7)).
struct PortSurvey {
    private var listening = PortSet()
    private var connected = PortSet()

    /// TCP_LISTEN of the kernel.
    static let listen: UInt8 = 10
    /// States of a connection that was made: ESTABLISHED, FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK, CLOSING. Not
    /// CLOSE_WAIT, in which one stays for ever whose other side has gone and whose program does not care.
    static let connections: [UInt8] = [1, 4, 5, 6, 9, 11]

    /// Whether there is a listener that is not for the loopback alone: without one no port can be used.
    var hasListeners: Bool { !listening.isEmpty }

    /// In their order.
    var usedPorts: [UInt16] { listening.intersection(connected) }

    /// - Parameter socket: the kernel's `inet_diag_msg`.
    mutating func take(_ socket: ArraySlice<UInt8>) {
        let bytes = Array(socket.prefix(40))
        guard bytes.count == 40 else { return }
        let port = UInt16(bytes[4]) << 8 | UInt16(bytes[5])
        if bytes[1] == Self.listen {
            if !Self.isLoopback(bytes[8..<24], family: bytes[0]) { listening.insert(port) }
        } else if Self.connections.contains(bytes[1]), !Self.isLoopback(bytes[24..<40], family: bytes[0]) {
            connected.insert(port)
        }
    }

    /// - Parameter address: 16 bytes, of which IPv4 uses four.
    static func isLoopback(_ address: ArraySlice<UInt8>, family: UInt8) -> Bool {
        if family == 2 { return address.first == 127 }
        if address.dropLast().allSatisfy({ $0 == 0 }) { return address.last == 1 }
        // IPv4 in IPv6's clothes.
        let isMapped = address.prefix(10).allSatisfy { $0 == 0 } && address.dropFirst(10).prefix(2) == [255, 255]
        return isMapped && address.dropFirst(12).first == 127
    }
}

/// All ports there are, as bits: however many connections a container has, this is as large.
private struct PortSet {
    private var words = [UInt64](repeating: 0, count: 1024)

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    mutating func insert(_ port: UInt16) { words[Int(port >> 6)] |= 1 << UInt64(port & 63) }

    func intersection(_ other: PortSet) -> [UInt16] {
        var ports: [UInt16] = []
        for index in words.indices {
            var common = words[index] & other.words[index]
            while common != 0 {
                ports.append(UInt16(index) << 6 | UInt16(common.trailingZeroBitCount))
                common &= common - 1
            }
        }
        return ports
    }
}
