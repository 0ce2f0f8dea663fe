import CLibSSH

/// Owner of one libssh message that waits for its answer. Answered once; freed with the answer, when its request is
/// dropped, or when the connection ends, whichever comes first.
@safe final class PendingMessage {
    private(set) var message: ssh_message?
    private unowned let connection: SSHConnection

    /// The channel that an answer would touch; 0: none.
    let channelAddress: UInt
    /// The channel that it asks for.
    let opens: SSHChannel.Role?

    init(_ message: ssh_message, channelAddress: UInt, opens: SSHChannel.Role?, of connection: SSHConnection) {
        unsafe self.message = message
        self.channelAddress = channelAddress
        self.opens = opens
        self.connection = connection
    }

    /// Lets `reply` answer, unless that has happened or the connection is gone.
    /// - Returns: what `reply` returned; nil where it was not called.
    @discardableResult
    func answer<T>(_ reply: (ssh_message) -> T) -> T? {
        guard let message = unsafe message else { return nil }
        let result = unsafe reply(message)
        abandon()
        let identifier = ObjectIdentifier(self)
        connection.assumeIsolated { $0.settle(identifier) }
        return result
    }

    /// Frees the message unanswered: the connection ends.
    func abandon() {
        guard let message = unsafe message else { return }
        unsafe self.message = nil
        unsafe ssh_message_free(message)
    }
}
