import CLibSSH
import EventLoop
public import Model

/// A channel (RFC 4254 §5), a session or a forward, seen from the loop that its connection lives on.
///
/// A session's life: the open request is accepted; requests arrive (`nextRequest`) and data waits in libssh, up to the
/// window; once a program runs, data is pulled (`readAll`) and output pushed as far as the client's window allows
/// (`write`); then `send(exit:)`, `sendEndOfFile`, `close`. `onActivity` is called after every turn in which anything may
/// have changed.
///
/// A forward has no requests and no exit. Its directions end apart: `isInputEnded` leaves output open, `sendEndOfFile`
/// leaves input open. A client that has closed (`isClosed`) may have sent data before, which is still to be read; where
/// the client has asked for nothing, input may be there as soon as the channel is.
@safe public final class SSHChannel {
    enum Role { case session, forward }

    let role: Role
    /// Counted from 0 among the connection's sessions or among its forwards.
    public let number: UInt32
    /// Called when there may be input, room for output, an end or a close. Must not be slow.
    public var onActivity: (() -> Void)?
    /// Whether text for people may be put between the program's output. For the owner to set.
    public var isTerminal = false

    private var channel: ssh_channel?
    private let callbacks: ssh_channel_callbacks?
    /// Where libssh has the channel: the key to it among the connection's channels.
    let address: UInt
    /// Unowned: the connection owns the channel and detaches it before it goes.
    private unowned let connection: SSHConnection
    let loop: EventLoop
    private var requests: [ChannelRequest] = []
    private var waiter: LoopContinuation<Void>?
    /// Bytes that libssh holds for us.
    private(set) var unread = 0
    private var hasPeerEnded = false
    private var isClosedByPeer = false
    private var isClosing = false
    private var isEndOfFileSent = false
    /// CLOSE went out. Nothing about this channel may follow it.
    private(set) var isCloseSent = false

    /// libssh raises the window to 1.28 MB, but does not enforce it: a client beyond this is not honest.
    static let unreadLimit = 2 << 20
    /// More unanswered requests than this are a flood.
    static let requestLimit = 256
    /// Most that one write hands to libssh, which keeps what the socket does not take.
    static let writeLimit = 64 << 10

    init(_ channel: ssh_channel, role: Role, number: UInt32, connection: SSHConnection) {
        unsafe self.channel = channel
        address = UInt(bitPattern: channel)
        self.role = role
        self.number = number
        self.connection = connection
        loop = connection.loop
        unsafe callbacks = gangway_channel_callbacks_new(nil)
        guard let callbacks = unsafe callbacks else { return }
        // Unretained: the connection keeps this object until the channel or the session is freed.
        unsafe callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        unsafe callbacks.pointee.channel_data_function = { _, _, _, length, isExtended, userdata in
            // Nothing a client sends as extended data has a meaning here: consumed.
            guard isExtended == 0 else { return Int32(bitPattern: length) }
            unsafe SSHChannel.from(userdata)?.unread = Int(length)
            return 0
        }
        unsafe callbacks.pointee.channel_eof_function = { _, _, userdata in
            unsafe SSHChannel.from(userdata)?.hasPeerEnded = true
        }
        unsafe callbacks.pointee.channel_close_function = { _, _, userdata in
            unsafe SSHChannel.from(userdata)?.isClosedByPeer = true
        }
        unsafe ssh_set_channel_callbacks(channel, callbacks)
    }

    private static func from(_ userdata: UnsafeMutableRawPointer?) -> SSHChannel? {
        unsafe userdata.map { unsafe Unmanaged<SSHChannel>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: Requests

    /// The next request, or nil once the channel is closed.
    public nonisolated(nonsending) func nextRequest() async -> ChannelRequest? {
        while requests.isEmpty {
            guard !isClosed else { return nil }
            await loop.suspension { waiter = $0 }
        }
        return requests.removeFirst()
    }

    /// - Returns: false for a flood.
    func enqueue(_ request: ChannelRequest) -> Bool {
        guard requests.count < Self.requestLimit else { return false }
        requests.append(request)
        wake()
        return true
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    // MARK: Data

    /// The client closed the channel, or the connection is gone.
    public var isClosed: Bool { unsafe isClosedByPeer || channel == nil }

    /// The client sent EOF and all input has been read.
    public var isInputEnded: Bool { hasPeerEnded && unread == 0 }

    public var hasInput: Bool { unread > 0 }

    var isFlooded: Bool { unread > Self.unreadLimit }

    /// Hands over all input that libssh holds, in pieces of at most `buffer`'s size.
    ///
    /// All, because each read of libssh's opens the client's window to 1.28 MB again, however much is still unread: a
    /// slow reader of small pieces would let what is held grow without end. Taken whole, it stays below 1.4 MB.
    public func readAll(by buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard unread > 0, let channel = unsafe channel else { return }
        while unread > 0 {
            let count = unsafe ssh_channel_read_nonblocking(
                channel, buffer.baseAddress, UInt32(clamping: min(buffer.count, unread)), 0)
            guard count > 0 else { break }
            unread = max(0, unread - Int(count))
            unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
        // A packet that libssh took in while it read would be missed otherwise: it reports only new ones.
        unread = unsafe Int(max(0, ssh_channel_poll(channel, 0)))
        connection.assumeIsolated { $0.setNeedsDrive() }
    }

    /// How many bytes `write` takes now: bounded by the client's window and by what waits for the socket.
    public var writableBytes: Int {
        guard
            let channel = unsafe channel, !isClosed, !isClosing, !isEndOfFileSent,
            !connection.assumeIsolated({ $0.isWritePending })
        else { return 0 }
        return unsafe min(Int(ssh_channel_window_size(channel)), Self.writeLimit)
    }

    /// Sends `bytes` as data, or as extended data of type stderr (RFC 4254 §5.2).
    /// - Returns: how many were taken; fewer where the window or a key exchange in progress stopped it.
    public func write(_ bytes: UnsafeRawBufferPointer, asStandardError: Bool = false) -> Int {
        guard unsafe !bytes.isEmpty, let channel = unsafe channel, !isClosed, !isClosing, !isEndOfFileSent else {
            return 0
        }
        let packets = connection.assumeIsolated { $0.noteOutput() }
        let count = UInt32(clamping: bytes.count)
        let window = unsafe ssh_channel_window_size(channel)
        let written =
            unsafe asStandardError
            ? ssh_channel_write_stderr(channel, bytes.baseAddress, count)
            : ssh_channel_write(channel, bytes.baseAddress, count)
        // A key exchange is going on, or the channel is failing. Asking again at once would spin until it is over.
        if written <= 0, window > 0 { connection.assumeIsolated { $0.blockOutput() } }
        if written > 0 { connection.assumeIsolated { $0.noteWritten(since: packets) } }
        connection.assumeIsolated { $0.setNeedsDrive() }
        return max(0, Int(written))
    }

    // MARK: The end

    /// RFC 4254 §6.10, of sessions only. Send it before `close`.
    public func send(exit: ProcessExit) {
        guard role == .session, let channel = unsafe channel, !isClosed, !isClosing else { return }
        switch exit {
        case .status(let code):
            _ = unsafe ssh_channel_request_send_exit_status(channel, Int32(code))
        case .signal(let signal, let coreDumped):
            _ = unsafe ssh_channel_request_send_exit_signal(channel, signal.rawValue, coreDumped ? 1 : 0, "", "")
        }
        connection.assumeIsolated { $0.setNeedsDrive() }
    }

    /// No more output comes.
    public func sendEndOfFile() {
        guard let channel = unsafe channel, !isClosed, !isClosing else { return }
        isEndOfFileSent = true
        _ = unsafe ssh_channel_send_eof(channel)
        connection.assumeIsolated { $0.setNeedsDrive() }
    }

    /// Closes our side after everything sent so far; the channel ends when the client has closed its side too. Every
    /// channel needs it: one that only the client has closed keeps its place among the connection's channels.
    public func close() {
        guard !isClosing else { return }
        isClosing = true
        // Detached: the connection may be gone already.
        guard unsafe channel != nil else { return }
        connection.assumeIsolated { $0.setNeedsDrive() }
    }

    // MARK: For the connection

    /// Takes one more step towards the end after a poll. May poll in turn.
    func advance() {
        guard let channel = unsafe channel else { return }
        if isClosedByPeer { wake() }
        guard isClosing, !isCloseSent else { return }
        // SSH_AGAIN: not sent because output is pending, or sent and not flushed; the call after the next poll tells.
        isCloseSent = unsafe ssh_channel_close(channel) == SSH_OK
        if isCloseSent { connection.assumeIsolated { [address] in $0.abandonMessages(ofChannelAt: address) } }
    }

    /// Both sides have closed: libssh's channel can be freed.
    var hasEnded: Bool { isCloseSent && isClosedByPeer }

    /// The connection ends: the session takes its channels along.
    func detach() {
        unsafe channel = nil
        // What was unread went with libssh's buffers.
        unread = 0
        requests.removeAll()
        wake()
        onActivity?()
        onActivity = nil
    }

    /// Frees libssh's channel once it `hasEnded`: that happens at once then, without a poll and without a callback. No
    /// message that refers to it may be left in libssh's queue or in anybody's hands.
    func free() {
        if let channel = unsafe channel { unsafe ssh_channel_free(channel) }
        detach()
    }

    deinit {
        unsafe gangway_channel_callbacks_free(callbacks)
    }
}
