public import Model

/// Both ends of the client's connection, for `SSH_CONNECTION` and `SSH_CLIENT`.
public struct SessionEndpoints: Hashable, Sendable {
    public let client: SocketAddress
    /// The address and port the client connected to.
    public let server: SocketAddress

    public init(client: SocketAddress, server: SocketAddress) {
        self.client = client
        self.server = server
    }

    /// As sshd sets them.
    var environment: [String: String] {
        [
            "SSH_CONNECTION": "\(client.host) \(client.port) \(server.host) \(server.port)",
            "SSH_CLIENT": "\(client.host) \(client.port) \(server.port)",
        ]
    }
}
