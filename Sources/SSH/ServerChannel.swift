public import Model

/// A channel that the server asks its client for.
public enum ServerChannel: Sendable, Hashable {
    /// RFC 4254 §7.2: somebody has connected to where the client had the server listen.
    /// - host: exactly as in the `ListenRequest`; ssh finds the forward by it.
    /// - port: as bound.
    case forwardedTCP(host: String, port: UInt16, originator: SocketAddress)
    /// `forwarded-streamlocal@openssh.com`; the path exactly as in the `ListenRequest`.
    case forwardedUnix(path: String)
    /// `auth-agent@openssh.com`, after `ChannelRequest.Kind.agentForwarding` succeeded.
    case agent
    /// RFC 4254 §6.3.2, after `ChannelRequest.Kind.x11` succeeded.
    case x11(originator: SocketAddress)

    var type: String {
        switch self {
        case .forwardedTCP: "forwarded-tcpip"
        case .forwardedUnix: "forwarded-streamlocal@openssh.com"
        case .agent: "auth-agent@openssh.com"
        case .x11: "x11"
        }
    }

    /// What CHANNEL_OPEN says behind the window sizes.
    var payload: [UInt8] {
        switch self {
        case .forwardedTCP(let host, let port, let originator):
            Self.string(host) + Self.uint32(port) + Self.string(originator.host) + Self.uint32(originator.port)
        case .forwardedUnix(let path): Self.string(path) + Self.string("")
        case .agent: []
        case .x11(let originator): Self.string(originator.host) + Self.uint32(originator.port)
        }
    }

    /// RFC 4251 §5.
    private static func string(_ text: String) -> [UInt8] { uint32(UInt32(text.utf8.count)) + Array(text.utf8) }

    private static func uint32(_ value: some FixedWidthInteger) -> [UInt8] {
        let value = UInt32(truncatingIfNeeded: value)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
