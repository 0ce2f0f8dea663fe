import CLibSSH
import Glibc
import Model

/// Forwards that the client asks for: channels to open, and where to listen.
extension SSHConnection {
    /// Accepts a forward.
    /// - Returns: nil where the connection has ended meanwhile.
    public func accept(_ request: OpenForwardRequest) -> SSHChannel? { accept(request.pending, as: .forward) }

    // MARK: Opens

    /// `GANGWAY_OPEN_…` says what the message's host is made of.
    func takeForwardOpen(_ message: ssh_message, _ view: gangway_message) {
        guard let (kind, rest) = unsafe marked(view.text), let sender = unsafe channelNumber(rest) else {
            return unsafe refuse(message)
        }
        let failure: ChannelOpenFailure
        switch kind {
        case GANGWAY_OPEN_TCP, GANGWAY_OPEN_UNIX:
            guard
                let target = unsafe String(validatingCString: rest + 8),
                let originator = unsafe view.value.flatMap({ unsafe String(validatingCString: $0) })
            else {
                failure = ChannelOpenFailure(.administrativelyProhibited, "malformed request")
                break
            }
            guard channelCount(.forward) < configuration.maxForwards else {
                tell(.maxForwards)
                failure = ChannelOpenFailure(.resourceShortage, "too many forwards")
                break
            }
            let destination: ForwardAddress =
                unsafe kind == GANGWAY_OPEN_TCP
                ? .tcp(host: target, port: UInt16(truncatingIfNeeded: view.port)) : .unix(path: target)
            return unsafe enqueue(
                .openForward(
                    OpenForwardRequest(
                        destination: destination,
                        originator: SocketAddress(
                            host: originator, port: UInt16(truncatingIfNeeded: view.originator_port)),
                        sender: sender, pending: hold(message, opens: .forward), connection: self)))
        case GANGWAY_OPEN_FORBIDDEN:
            failure = ChannelOpenFailure(.administrativelyProhibited, "no more sessions")
        case GANGWAY_OPEN_MALFORMED:
            failure = ChannelOpenFailure(.administrativelyProhibited, "malformed request")
        default:
            failure = ChannelOpenFailure(.unknownChannelType)
        }
        sendRefusal(failure, ofChannel: sender)
        unsafe ssh_message_free(message)
    }

    /// - Parameter sender: the client's number of the channel.
    func sendRefusal(_ failure: ChannelOpenFailure, ofChannel sender: UInt32) {
        guard let handle else { return }
        let text = Array(failure.text.utf8.prefix(ChannelOpenFailure.textLimit))
        let result = unsafe text.withUnsafeBytes { text in
            unsafe gangway_refuse_open(
                handle.session, sender, failure.reason.rawValue, text.baseAddress?.assumingMemoryBound(to: CChar.self),
                UInt32(text.count))
        }
        // An unanswered open would leave the client waiting for good.
        if result == SSH_ERROR { requestEnd(.failed("an answer could not be sent")) }
        setNeedsDrive()
    }

    // MARK: Global requests

    /// `GANGWAY_GLOBAL_…` says what the message's address is made of.
    func takeGlobalRequest(_ message: ssh_message, _ view: gangway_message) {
        guard let ticket = unsafe replies.enter(hold(message)) else {
            return requestEnd(.violation("too many global requests at once"))
        }
        guard let (kind, rest) = unsafe marked(view.text) else { return answer(ticket, .failure) }
        switch kind {
        case GANGWAY_GLOBAL_TCP, GANGWAY_GLOBAL_UNIX:
            guard isAuthenticated, let target = unsafe String(validatingCString: rest) else {
                return answer(ticket, .failure)
            }
            let address: ForwardAddress =
                unsafe kind == GANGWAY_GLOBAL_TCP
                ? .tcp(host: target, port: UInt16(truncatingIfNeeded: view.port)) : .unix(path: target)
            let reply = GlobalReply(ticket: ticket, connection: self)
            let cancels = unsafe UInt32(view.subtype) == SSH_GLOBAL_REQUEST_CANCEL_TCPIP_FORWARD.rawValue
            enqueue(
                cancels
                    ? .cancelListen(CancelListenRequest(address: address, reply: reply))
                    : .listen(ListenRequest(address: address, reply: reply)))
        case GANGWAY_GLOBAL_GRANTED: answer(ticket, .success(boundPort: 0))
        default: answer(ticket, .failure)
        }
    }

    /// Answers a global request as soon as all before it are answered. Where the client wants no answer, libssh sends
    /// none.
    func answer(_ ticket: UInt64, _ reply: ReplyQueue<PendingMessage>.Reply) {
        for (request, reply) in replies.answer(ticket, reply) {
            unsafe request.answer { message in
                switch reply {
                case .success(let port): _ = unsafe ssh_message_global_request_reply_success(message, port)
                case .failure: _ = unsafe ssh_message_reply_default(message)
                }
            }
        }
    }

    // MARK: Marks

    /// What follows the mark and the kind; nil where there is no mark.
    private func marked(_ text: UnsafePointer<CChar>?) -> (kind: Int, rest: UnsafePointer<CChar>)? {
        guard let text = unsafe text, unsafe Int(text[0]) == GANGWAY_MARK, unsafe text[1] != 0 else { return nil }
        return unsafe (Int(text[1]), text + 2)
    }

    private func channelNumber(_ digits: UnsafePointer<CChar>) -> UInt32? {
        let digits = unsafe UnsafeRawBufferPointer(start: digits, count: strnlen(digits, 8))
        return unsafe digits.count == 8 ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }
}
