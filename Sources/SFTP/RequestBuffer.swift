import Glibc

/// The client's bytes: one large read gives many requests, which are read where they lie.
@safe
struct RequestBuffer: ~Copyable {
    /// As OpenSSH has it: the longest packet, without its length field. A longer one ends the session.
    static let longestPacket = 256 << 10
    private static let capacity = 2 * longestPacket

    private let descriptor: Int32
    private let bytes: UnsafeMutableRawPointer
    /// What has been read and not yet answered.
    private var pending = 0..<0

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        unsafe bytes = .allocate(byteCount: Self.capacity, alignment: 16)
    }

    deinit {
        unsafe bytes.deallocate()
    }

    /// The next request, from its type byte on, or nil where it is not all there yet.
    mutating func next() throws(SFTPError) -> PacketReader? {
        guard let length = try lengthOfNext(), pending.count >= 4 + length else { return nil }
        let packet = pending.lowerBound + 4
        pending = packet + length..<pending.upperBound
        return unsafe PacketReader(bytes + packet, count: length)
    }

    private func lengthOfNext() throws(SFTPError) -> Int? {
        guard pending.count >= 4 else { return nil }
        let length = unsafe Int(
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: pending.lowerBound, as: UInt32.self)))
        guard length <= Self.longestPacket else { throw .protocolError("a packet longer than 256 KiB") }
        return length
    }

    /// Waits for more bytes. Call when `next()` has nothing left.
    /// - Returns: false at the end of the client's input.
    mutating func fill() throws(SFTPError) -> Bool {
        try makeRoom()
        while true {
            let count = unsafe read(descriptor, bytes + pending.upperBound, Self.capacity - pending.upperBound)
            if count > 0 {
                pending = pending.lowerBound..<pending.upperBound + count
                return true
            }
            if count == 0 { return false }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitUntilReady(descriptor, for: POLLIN)
            default: throw .clientGone
            }
        }
    }

    /// Moves the beginning of a packet to the buffer's front, where its end would have no place otherwise.
    private mutating func makeRoom() throws(SFTPError) {
        guard !pending.isEmpty else {
            pending = 0..<0
            return
        }
        let needed = 4 + (try lengthOfNext() ?? 0)
        guard pending.lowerBound + needed > Self.capacity else { return }
        unsafe memmove(bytes, bytes + pending.lowerBound, pending.count)
        pending = 0..<pending.count
    }
}
