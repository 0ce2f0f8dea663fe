import CLinux
import EventLoop
import Glibc
import GuestProtocol
public import Model

/// Somewhere in a workspace that its guest agent listens, until `close` or this object's end. Belongs to its loop.
public final class WorkspaceListener {
    /// Whoever has connected.
    public struct Accepted {
        public let socket: WorkspaceSocket
        /// Empty with port 0 where they have no address.
        public let originator: SocketAddress
    }

    /// As bound; 0 for a socket's path.
    public let port: UInt16
    /// Empty for a port.
    public let path: String
    /// The X11 display that this port is of; nil for any other.
    public var display: UInt16? { X11Display.number(ofPort: port) }

    private let loop: EventLoop
    /// The connection that listens as long as it lasts; nil once that is over.
    private var socket: OwnedDescriptor?
    private var watch: Watch?
    private var waiter: LoopContinuation<Void>?

    /// sun_path's.
    private static let pathLimit = 107

    /// Call it on `loop`.
    init(
        _ socket: consuming OwnedDescriptor, port: UInt16, path: [UInt8], on loop: EventLoop
    ) throws(GuestFailure) {
        guard
            let path = String(validating: path, as: UTF8.self), path.utf8.count <= Self.pathLimit,
            !path.utf8.contains(0), path.isEmpty || path.hasPrefix("/")
        else { throw .unavailable(cause: "it sent nonsense") }
        self.port = port
        self.path = path
        self.loop = loop
        let number = socket.rawValue
        self.socket = consume socket
        do {
            watch = try loop.watch(number, for: [.readable, .readHangup], trigger: .edge) { [unowned self] _ in wake() }
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }

    deinit {
        watch?.cancel()
    }

    /// Nobody can connect any more.
    public var isClosed: Bool { socket == nil }

    /// The next one to connect, one in a turn of the loop; nil once nobody can any more. One caller at a time.
    public nonisolated(nonsending) func next() async -> Accepted? {
        await loop.suspension { continuation in loop.defer { continuation.resume() } }
        while let number = socket?.rawValue {
            guard
                let received = try? MessageSocket.receive(
                    GuestReply.self, from: number, limit: GuestDialogue.replyLimit)
            else { break }
            switch received {
            case .nothing:
                await loop.suspension { waiter = $0 }
            case .message(.accepted(let host, let port), let descriptors):
                guard let socket = WorkspaceSocket.only(of: descriptors) else {
                    close()
                    break
                }
                return Accepted(socket: socket, originator: SocketAddress(guestHost: host, port: port))
            case .message(_, let descriptors):
                MessageSocket.discard(descriptors)
                close()
            case .end:
                close()
            }
        }
        close()
        return nil
    }

    /// Ends the listening; `next` returns nil.
    public func close() {
        watch?.cancel()
        watch = nil
        socket = nil
        wake()
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}

extension WorkspaceSocket {
    /// Takes over the one stream socket that `descriptors` should be; closes anything else.
    static func only(of descriptors: [Int32]) -> WorkspaceSocket? {
        guard descriptors.count == 1, gangway_is_stream_socket(descriptors[0]) else {
            MessageSocket.discard(descriptors)
            return nil
        }
        return WorkspaceSocket(OwnedDescriptor(owning: descriptors[0]))
    }
}

extension SocketAddress {
    /// What a guest agent says of somebody's address; empty where that is none in numbers.
    fileprivate init(guestHost bytes: [UInt8], port: UInt16) {
        let isAddress =
            bytes.count <= 45
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: ":"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
        self.init(host: isAddress ? String(decoding: bytes, as: UTF8.self) : "", port: port)
    }
}
