public import Model

/// A client's wish that the server listens for it: `tcpip-forward` (RFC 4254 §7.1) or `streamlocal-forward@openssh.com`.
/// Answer it once, and soon: the answers to all later global requests wait for this one, keepalives included. Dropped
/// unanswered it is refused.
public final class ListenRequest {
    /// Port 0: any.
    public let address: ForwardAddress
    private let reply: GlobalReply

    init(address: ForwardAddress, reply: GlobalReply) {
        self.address = address
        self.reply = reply
    }

    /// REQUEST_SUCCESS.
    /// - Parameter boundPort: told where port 0 was asked for; the client then knows the forward by it.
    public func succeed(boundPort: UInt16 = 0) { reply.send(.success(boundPort: boundPort)) }

    /// REQUEST_FAILURE.
    public func refuse() { reply.send(.failure) }
}
