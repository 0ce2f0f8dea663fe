import CLibSSH
public import Model

/// A CHANNEL_REQUEST on a session channel (RFC 4254 §6), in the order it was sent. Answer it once; dropped unanswered
/// it is refused.
public final class ChannelRequest {
    public enum Kind: Sendable {
        case environment(name: String, value: String)
        case terminal(Terminal)
        case program(SessionRequest.Program)
        case windowChange(TerminalSize)
        case signal(Signal)
        /// RFC 4335.
        case `break`(milliseconds: Int)
        /// `eow@openssh.com`: the client reads no more output.
        case endOfWrite
        /// `auth-agent-req@openssh.com`: the client takes `ServerChannel.agent` from here on.
        case agentForwarding
        /// RFC 4254 §6.3.1: the client takes `ServerChannel.x11` from here on.
        case x11(X11Forwarding)
        /// Anything else: to be refused.
        case unknown
    }

    public let kind: Kind
    private let pending: PendingMessage

    init(kind: Kind, pending: PendingMessage) {
        self.kind = kind
        self.pending = pending
    }

    /// CHANNEL_SUCCESS, where the client wants an answer.
    public func succeed() {
        unsafe pending.answer { message in _ = unsafe ssh_message_channel_request_reply_success(message) }
    }

    /// CHANNEL_FAILURE, where the client wants an answer.
    public func refuse() {
        unsafe pending.answer { message in _ = unsafe ssh_message_reply_default(message) }
    }

    deinit {
        refuse()
    }
}
