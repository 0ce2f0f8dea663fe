public import Model

/// Where administration listens.
public struct AdminConfiguration: Sendable {
    /// The Unix socket. Its folder must exist, and decides with the socket's mode who may connect.
    public var socket: String
    /// Members of this group may connect as well (mode 0660); nil: root and the server's own user (0600).
    public var group: String?
    /// A loopback address for `/metrics`, `/healthz` and `/readyz` alone; nil: nowhere but on the socket.
    public var metrics: SocketAddress?

    public init(socket: String, group: String? = nil, metrics: SocketAddress? = nil) {
        self.socket = socket
        self.group = group
        self.metrics = metrics
    }
}
