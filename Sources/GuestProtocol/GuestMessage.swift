/// A message that is not what the protocol says: too short, too long, of an unknown kind, or with impossible values.
public struct MalformedMessage: Error, Hashable, Sendable {
    public init() {}
}

/// What either side says: one packet each on a SOCK_SEQPACKET socket.
///
/// The first byte is the kind; integers are big endian, texts a 32-bit length and so many bytes.
public protocol GuestMessage: Sendable, Hashable {
    /// - Throws: `MalformedMessage` unless `bytes` are exactly one message of this side.
    init(_ bytes: [UInt8]) throws(MalformedMessage)
    var bytes: [UInt8] { get }
}
