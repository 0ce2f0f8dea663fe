import EventLoop
import Glibc

/// The kernel's list of TCP sockets in this network name space, of both families, piece by piece (sock_diag(7)).
///
/// Not /proc/net/tcp, which goes through the table of all connections of the whole host, locks and all, twice, and takes
/// milliseconds for that also where nobody listens: this asks for listeners alone in microseconds.
struct SocketDump: ~Copyable {
    private let socket: OwnedDescriptor
    private var left = limit

    /// Bytes: about ten thousand connections. Further ones are not looked at.
    private static let limit = 1 << 20
    /// The kernel never puts more in one piece.
    private static let pieceLimit = 32 << 10

    private static let sockDiag: Int32 = 4
    /// TCPDIAG_GETSOCK: unlike SOCK_DIAG_BY_FAMILY it gives both families in one go through the table.
    private static let request: UInt16 = 18
    private static let done: UInt16 = 3
    /// struct nlmsghdr.
    private static let header = 16

    /// - Parameter states: numbers of the kernel's.
    /// - Returns: nil where the kernel does not answer such questions.
    static func of(states: [UInt8]) -> SocketDump? {
        let descriptor = Glibc.socket(
            AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            sockDiag)
        guard descriptor >= 0 else { return nil }
        let socket = OwnedDescriptor(owning: descriptor)
        // struct inet_diag_req: family, three lengths, a socket's identity, states, a cache's number.
        let body = [UInt8](repeating: 0, count: 52) + bytes(states.reduce(UInt32(0)) { $0 | 1 << UInt32($1) })
        let flags: UInt16 = 0x301  // NLM_F_REQUEST | NLM_F_DUMP
        let length = header + body.count + 4
        let message =
            bytes(UInt32(length)) + bytes(request) + bytes(flags) + bytes(UInt32(1))
            + bytes(UInt32(0)) + body + bytes(UInt32(0))
        guard unsafe send(descriptor, message, message.count, 0) == message.count else { return nil }
        return SocketDump(socket)
    }

    private init(_ socket: consuming OwnedDescriptor) {
        self.socket = socket
    }

    /// Hands the next sockets to `body`, one `inet_diag_msg` each.
    /// - Returns: whether there may be more.
    mutating func next(_ body: (ArraySlice<UInt8>) -> Void) -> Bool {
        let descriptor = socket.rawValue
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceLimit) { buffer, count in
            count = unsafe max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        guard !piece.isEmpty, piece.count <= left else { return false }
        left -= piece.count
        var rest = piece[...]
        while rest.count >= Self.header {
            let length = Int(Self.integer(rest, at: 0, UInt32.self))
            let type = Self.integer(rest, at: 4, UInt16.self)
            // An error as well: its number is less than the first of a request's.
            guard length >= Self.header, length <= rest.count, type > Self.done else { return false }
            body(rest.dropFirst(Self.header).prefix(length - Self.header))
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return true
    }

    // Netlink is in the machine's own byte order.

    private static func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
    }

    private static func integer<T: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, at offset: Int, _: T.Type) -> T {
        unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    }
}
