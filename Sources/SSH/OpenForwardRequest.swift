import CLibSSH
public import Model

/// A client's wish for a channel to somewhere: `direct-tcpip` (RFC 4254 §7.2) or `direct-streamlocal@openssh.com`. Accept
/// it by `SSHConnection.accept(_:)` once that end is connected, or refuse it; dropped unanswered it is refused.
public final class OpenForwardRequest {
    /// A port is never 0.
    public let destination: ForwardAddress
    /// Where the client says that the connection comes from: for logs, at most. Empty with port 0 for a socket's path.
    public let originator: SocketAddress
    let pending: PendingMessage
    /// The client's number of the channel.
    private let sender: UInt32
    private let connection: SSHConnection

    init(
        destination: ForwardAddress, originator: SocketAddress, sender: UInt32, pending: PendingMessage,
        connection: SSHConnection
    ) {
        self.destination = destination
        self.originator = originator
        self.sender = sender
        self.pending = pending
        self.connection = connection
    }

    /// CHANNEL_OPEN_FAILURE.
    public func refuse(_ failure: ChannelOpenFailure) {
        unsafe pending.answer { _ in
            connection.assumeIsolated { [sender] in $0.sendRefusal(failure, ofChannel: sender) }
        }
    }

    deinit {
        refuse(ChannelOpenFailure(.administrativelyProhibited))
    }
}
