import CLibSSH

/// A client's wish to open a `session` channel (RFC 4254 §6.1). Accept it by
/// `SSHConnection.accept(_:)`, or refuse it; dropped unanswered it is refused.
public final class OpenSessionRequest {
    let pending: PendingMessage

    init(pending: PendingMessage) {
        self.pending = pending
    }

    /// CHANNEL_OPEN_FAILURE, "administratively prohibited".
    public func refuse() {
        unsafe pending.answer { message in _ = unsafe ssh_message_reply_default(message) }
    }

    deinit {
        refuse()
    }
}
