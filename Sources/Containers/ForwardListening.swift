/// Where a workspace shall listen for a client.
public enum ForwardListening: Hashable, Sendable {
    /// The loopback's addresses, or all; port 0: one that is free.
    case tcp(everywhere: Bool, port: UInt16)
    /// A Unix socket that only the user may use.
    case unix(path: String)
    /// A Unix socket of its own for the client's ssh-agent.
    case agent
    /// A display on the loopback, whose X clients find `cookie`.
    case x11(authenticationProtocol: String, cookie: [UInt8])
}
