public import Model

/// The end of a `ListenRequest` that was granted: `cancel-tcpip-forward` or `cancel-streamlocal-forward@openssh.com`.
/// Answer it once, and soon; dropped unanswered it is refused.
public final class CancelListenRequest {
    /// As in the request to listen, but with the port that was bound.
    public let address: ForwardAddress
    private let reply: GlobalReply

    init(address: ForwardAddress, reply: GlobalReply) {
        self.address = address
        self.reply = reply
    }

    /// REQUEST_SUCCESS.
    public func succeed() { reply.send(.success(boundPort: 0)) }

    /// REQUEST_FAILURE.
    public func refuse() { reply.send(.failure) }
}
