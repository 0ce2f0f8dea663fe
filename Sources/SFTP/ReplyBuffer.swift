import Glibc

/// The server's replies: collected while requests are at hand, written by one call.
///
/// A reply is `begin`, its fields, `finish`; or one of the whole replies of `ReplyBuffer+Replies`.
@safe
struct ReplyBuffer: ~Copyable {
    /// No reply is longer, as OpenSSH's client takes no longer one.
    static let longestReply = 256 << 10
    /// Once there is so much, the client gets it: while it works on that, the rest is made.
    private static let enough = 64 << 10
    private static let capacity = enough + longestReply

    private let descriptor: Int32
    private let bytes: UnsafeMutableRawPointer
    /// The replies that are to be written, and the one under way.
    private var used = 0
    /// Where the reply under way begins.
    private var start = 0
    private var isTooLong = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        unsafe bytes = .allocate(byteCount: Self.capacity, alignment: 16)
    }

    deinit {
        unsafe bytes.deallocate()
    }

    /// Writes what is collected.
    mutating func flush() throws(SFTPError) {
        var written = 0
        while written < used {
            let count = unsafe write(descriptor, bytes + written, used - written)
            if count >= 0 {
                written += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitUntilReady(descriptor, for: POLLOUT)
            default: throw .clientGone
            }
        }
        used = 0
    }

    /// Begins a reply, for which there is room whatever its length.
    mutating func begin(_ type: ReplyType, _ id: UInt32) throws(SFTPError) {
        if used > Self.enough { try flush() }
        start = used
        isTooLong = false
        uint32(0)
        byte(type.rawValue)
        uint32(id)
    }

    /// Ends the reply. Where its fields did not fit, it is taken back and the request refused.
    mutating func finish() throws(SFTPError) {
        guard !isTooLong else {
            used = start
            throw .refused(.failure, "The answer is too long")
        }
        patch(UInt32(used - start - 4), at: start)
    }

    /// Takes back the reply under way.
    mutating func abandon() {
        used = start
    }

    /// The place of the next `count` bytes; nil where the reply gets too long.
    private mutating func extend(_ count: Int) -> UnsafeMutableRawPointer? {
        guard !isTooLong, count <= Self.longestReply - (used - start) else {
            isTooLong = true
            return nil
        }
        defer { used += count }
        return unsafe bytes + used
    }

    mutating func byte(_ value: UInt8) {
        unsafe extend(1)?.storeBytes(of: value, as: UInt8.self)
    }

    mutating func uint32(_ value: UInt32) {
        unsafe extend(4)?.storeBytes(of: value.bigEndian, as: UInt32.self)
    }

    mutating func uint64(_ value: UInt64) {
        unsafe extend(8)?.storeBytes(of: value.bigEndian, as: UInt64.self)
    }

    /// Bytes without a length.
    mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard let place = unsafe extend(value.count), let source = value.baseAddress else { return }
        unsafe place.copyMemory(from: source, byteCount: value.count)
    }

    mutating func string(_ value: UnsafeRawBufferPointer) {
        uint32(UInt32(value.count))
        unsafe raw(value)
    }

    mutating func string(_ value: StaticString) {
        unsafe string(UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    mutating func string(_ value: [UInt8]) {
        unsafe value.withUnsafeBytes { unsafe string($0) }
    }

    mutating func string(_ value: UnsafePointer<CChar>) {
        unsafe string(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    /// Begins a `string` that is put together from other fields.
    /// - Returns: what `endString` needs.
    mutating func beginString() -> Int {
        later()
    }

    mutating func endString(_ place: Int) {
        patch(UInt32(truncatingIfNeeded: used - place - 4), at: place)
    }

    /// A `string` of up to `length` bytes, straight from where `body` finds them.
    /// - Parameter body: fills the buffer and returns how many bytes it used, or -1 for an error.
    /// - Returns: what `body` returned. After an error the reply is to be abandoned.
    mutating func string(upTo length: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let place = used
        uint32(0)
        guard let room = unsafe extend(length) else { return 0 }
        let count = unsafe body(UnsafeMutableRawBufferPointer(start: room, count: length))
        guard count >= 0 else { return count }
        used = place + 4 + count
        patch(UInt32(count), at: place)
        return count
    }

    /// The number at `place` becomes `value`.
    mutating func patch(_ value: UInt32, at place: Int) {
        // What did not fit has no place.
        guard !isTooLong else { return }
        unsafe bytes.storeBytes(of: value.bigEndian, toByteOffset: place, as: UInt32.self)
    }

    /// A number that is known only later: its place for `patch`.
    mutating func later() -> Int {
        defer { uint32(0) }
        return used
    }
}

/// Waits without limit until `descriptor` has an event of `events`. For pipes that somebody made non-blocking.
func waitUntilReady(_ descriptor: Int32, for events: Int32) {
    var ready = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    _ = unsafe poll(&ready, 1, -1)
}
