/// Where a forward leads to in a container.
public enum GuestAddress: Hashable, Sendable {
    /// A name or an address in numbers.
    case tcp(host: [UInt8], port: UInt16)
    case unix(path: [UInt8])

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        switch try reader.byte() {
        case 0:
            let host = try reader.text()
            self = .tcp(host: host, port: try reader.integer())
        case 1: self = .unix(path: try reader.text())
        default: throw MalformedMessage()
        }
    }

    func write(to writer: inout MessageWriter) {
        switch self {
        case .tcp(let host, let port):
            writer.write(UInt8(0))
            writer.write(host)
            writer.write(port)
        case .unix(let path):
            writer.write(UInt8(1))
            writer.write(path)
        }
    }
}

/// Where a guest agent listens for a forward.
public enum GuestListening: Hashable, Sendable {
    /// The loopback's addresses, or all; port 0: one that is free.
    case tcp(everywhere: Bool, port: UInt16)
    /// A Unix socket that only the user may use.
    case unix(path: [UInt8])
    /// A new socket for an ssh-agent; `GuestPlaces.newestAgent` leads to the newest of these.
    case agent
    /// A free display on the loopback; its cookie is in the user's ~/.Xauthority meanwhile. `home` is that of a uid that
    /// the image's passwd file does not know.
    case x11(X11Cookie, home: [UInt8])

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        switch try reader.byte() {
        case 0:
            let everywhere = try reader.boolean()
            self = .tcp(everywhere: everywhere, port: try reader.integer())
        case 1: self = .unix(path: try reader.text())
        case 2: self = .agent
        case 3:
            let cookie = try X11Cookie(from: &reader)
            self = .x11(cookie, home: try reader.text())
        default: throw MalformedMessage()
        }
    }

    func write(to writer: inout MessageWriter) {
        switch self {
        case .tcp(let everywhere, let port):
            writer.write(UInt8(0))
            writer.write(everywhere)
            writer.write(port)
        case .unix(let path):
            writer.write(UInt8(1))
            writer.write(path)
        case .agent: writer.write(UInt8(2))
        case .x11(let cookie, let home):
            writer.write(UInt8(3))
            cookie.write(to: &writer)
            writer.write(home)
        }
    }
}

/// Whose permissions a forward has in the container.
public struct GuestUser: Hashable, Sendable {
    public var uid: UInt32
    public var gid: UInt32

    public init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        uid = try reader.integer()
        gid = try reader.integer()
    }

    func write(to writer: inout MessageWriter) {
        writer.write(uid)
        writer.write(gid)
    }
}
