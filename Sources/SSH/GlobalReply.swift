/// The one answer to a global request, which goes out in its turn. Given none, it is a failure.
final class GlobalReply {
    private let ticket: UInt64
    private let connection: SSHConnection

    init(ticket: UInt64, connection: SSHConnection) {
        self.ticket = ticket
        self.connection = connection
    }

    func send(_ reply: ReplyQueue<PendingMessage>.Reply) {
        connection.assumeIsolated { [ticket] in $0.answer(ticket, reply) }
    }

    deinit {
        send(.failure)
    }
}
