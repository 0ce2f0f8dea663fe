import Glibc

/// Reads the fields of one request, in their order, out of the request buffer.
///
/// Every read is checked against the packet's end, so no length or count that a client sends reaches beyond it. What it
/// returns points into the buffer and holds until the request is answered.
@safe
struct PacketReader {
    private var next: UnsafeMutableRawPointer
    private var left: Int

    /// - Parameter start: `count` bytes that may be written, too (`cString`), and so may the byte before each string.
    init(_ start: UnsafeMutableRawPointer, count: Int) {
        unsafe next = start
        left = count
    }

    private mutating func take(_ count: Int) throws(SFTPError) -> UnsafeMutableRawPointer {
        guard count <= left else { throw .malformed }
        let field = unsafe next
        unsafe next += count
        left -= count
        return unsafe field
    }

    mutating func byte() throws(SFTPError) -> UInt8 {
        unsafe try take(1).load(as: UInt8.self)
    }

    mutating func uint32() throws(SFTPError) -> UInt32 {
        unsafe UInt32(bigEndian: try take(4).loadUnaligned(as: UInt32.self))
    }

    mutating func uint64() throws(SFTPError) -> UInt64 {
        unsafe UInt64(bigEndian: try take(8).loadUnaligned(as: UInt64.self))
    }

    /// A `uint64` that is a place in a file. Refused where the kernel's signed offset cannot hold it.
    mutating func offset() throws(SFTPError) -> off_t {
        guard let offset = off_t(exactly: try uint64()) else { throw .system(EINVAL) }
        return offset
    }

    /// A `string`: any bytes.
    mutating func string() throws(SFTPError) -> UnsafeRawBufferPointer {
        let length = Int(try uint32())
        return unsafe UnsafeRawBufferPointer(start: try take(length), count: length)
    }

    /// A `string` as a C string, for a system call. Refused where it has a NUL, which would cut it short.
    ///
    /// The bytes are moved one to the left, over the last byte of their length field, so that the NUL has a place
    /// without copying the name elsewhere and without harm to the next field.
    mutating func cString() throws(SFTPError) -> UnsafePointer<CChar> {
        let length = Int(try uint32())
        let start = unsafe try take(length)
        guard unsafe memchr(start, 0, length) == nil else { throw .malformed }
        let moved = unsafe start - 1
        unsafe memmove(moved, start, length)
        unsafe moved.storeBytes(of: 0, toByteOffset: length, as: UInt8.self)
        return unsafe UnsafePointer(moved.assumingMemoryBound(to: CChar.self))
    }

    /// A `string` that is a list of `uint32`.
    mutating func numbers() throws(SFTPError) -> [UInt32] {
        let length = Int(try uint32())
        var list = unsafe PacketReader(try take(length), count: length)
        var numbers: [UInt32] = []
        while list.left > 0 { numbers.append(try list.uint32()) }
        return numbers
    }

    /// A `string` that the server once gave as a handle.
    mutating func handle() throws(SFTPError) -> HandleName {
        let length = Int(try uint32())
        var handle = unsafe PacketReader(try take(length), count: length)
        guard length == 8 else { throw .refused(.failure, "No such handle") }
        return HandleName(index: try handle.uint32(), generation: try handle.uint32())
    }
}
