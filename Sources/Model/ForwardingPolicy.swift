/// Which forwards a user may have, in sshd_config's terms and with its defaults unless noted.
public struct ForwardingPolicy: Hashable, Sendable {
    /// As AllowTcpForwarding and AllowStreamLocalForwarding: `local` is what the client opens, `remote` what it has the
    /// workspace listen on.
    public enum Directions: String, Hashable, Sendable, CaseIterable, Codable {
        case yes, no, local, remote
    }

    /// Where the workspace listens for the client.
    public enum GatewayPorts: String, Hashable, Sendable, CaseIterable, Codable {
        /// On the loopback addresses, whatever the client asks for.
        case no
        /// On all addresses, whatever the client asks for.
        case yes
        case clientSpecified = "clientspecified"
    }

    /// AllowTcpForwarding.
    public var tcp = Directions.yes
    /// AllowStreamLocalForwarding.
    public var streamLocal = Directions.yes
    /// AllowAgentForwarding.
    public var agent = true
    /// X11Forwarding. sshd's default is no; here the display is on the loopback of the user's own workspace.
    public var x11 = true
    /// Does not concern Unix sockets, in sshd neither.
    public var permitOpen = ForwardPermissions.any
    /// Does not concern Unix sockets. Compared with what the client asks for, before `gatewayPorts` changes it, as sshd
    /// does.
    public var permitListen = ForwardPermissions.any
    public var gatewayPorts = GatewayPorts.no

    public init() {}

    /// None at all.
    public static var nothing: ForwardingPolicy {
        var policy = ForwardingPolicy()
        policy.tcp = .no
        policy.streamLocal = .no
        policy.agent = false
        policy.x11 = false
        return policy
    }

    /// Whether the client may have a channel to `address`: direct-tcpip (RFC 4254 §7.2),
    /// direct-streamlocal@openssh.com.
    public func permitsOpen(_ address: ForwardAddress) -> Bool {
        switch address {
        case .tcp(let host, let port): tcp.includesLocal && permitOpen.permits(host: host, port: port)
        case .unix: streamLocal.includesLocal
        }
    }

    /// Whether the workspace may listen on `address` for the client: tcpip-forward (RFC 4254 §7.1),
    /// streamlocal-forward@openssh.com.
    public func permitsListen(_ address: ForwardAddress) -> Bool {
        switch address {
        case .tcp(let host, let port): tcp.includesRemote && permitListen.permits(host: host, port: port)
        case .unix: streamLocal.includesRemote
        }
    }
}

extension ForwardingPolicy.Directions {
    fileprivate var includesLocal: Bool { self == .yes || self == .local }
    fileprivate var includesRemote: Bool { self == .yes || self == .remote }
}
