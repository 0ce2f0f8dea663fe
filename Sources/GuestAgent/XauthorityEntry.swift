import GuestProtocol

/// One entry of an Xauthority file, as libXau lays it out: a 16-bit family, then address, display number, protocol and
/// data, each behind its 16-bit length, all big endian.
struct XauthorityEntry: Hashable {
    /// libXau's FamilyLocal: the address is a host's name. X clients look for it also where DISPLAY is on the loopback.
    static let localFamily: UInt16 = 256

    var family: UInt16
    var address: [UInt8]
    var display: [UInt8]
    var protocolName: [UInt8]
    var data: [UInt8]

    /// - Returns: nil for bytes that are no such file.
    static func entries(of bytes: [UInt8]) -> [XauthorityEntry]? {
        var rest = bytes[...]
        var entries: [XauthorityEntry] = []
        while !rest.isEmpty {
            guard
                let family = integer(&rest), let address = text(&rest), let display = text(&rest),
                let protocolName = text(&rest), let data = text(&rest)
            else { return nil }
            entries.append(
                XauthorityEntry(
                    family: family, address: address, display: display, protocolName: protocolName, data: data))
        }
        return entries
    }

    var bytes: [UInt8] {
        var bytes = Self.bytes(of: family)
        for text in [address, display, protocolName, data] { bytes += Self.bytes(of: UInt16(text.count)) + text }
        return bytes
    }

    private static func bytes(of value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }

    private static func integer(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
        guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let count = integer(&rest), rest.count >= Int(count) else { return nil }
        defer { rest.removeFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }
}
