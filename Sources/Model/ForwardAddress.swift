/// Where a forward leads, or where the server is to listen. As the client sent it: UTF-8 without NUL, at most 1024 bytes,
/// and otherwise anything.
public enum ForwardAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address. Port 0 occurs only in requests to listen, and asks for any port.
    case tcp(host: String, port: UInt16)
    /// A socket's path, never empty.
    case unix(path: String)

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
