import CLibSSH
import CLinux
public import EventLoop
public import Model

/// One SSH connection, an actor on its loop.
///
/// Its life: the socket is taken over and the key exchange runs by itself; authentication requests come out of
/// `nextRequest()` until one is accepted, within the login grace time and the number of tries; then requests to open
/// sessions and forwards and to listen, while `open` asks the client for channels; then `nextRequest()` returns nil: the
/// client left, broke a rule, or `disconnect` was called, and `end` says which. Requests are answered at leisure;
/// whatever was not answered then is void.
///
/// libssh is called on the loop only, outside its callbacks, which do no more than note lengths and ends. After every
/// turn that touched the session `drive` polls it, takes its messages, and tells the channels.
public actor SSHConnection {
    public nonisolated let id: ConnectionID
    public nonisolated let peer: SocketAddress
    public nonisolated let local: SocketAddress
    public nonisolated let loop: EventLoop
    let configuration: SSHConfiguration

    /// Why the connection ended; nil while it lives.
    public private(set) var end: ConnectionEnd?
    public internal(set) var isAuthenticated = false

    var handle: SessionHandle?
    let descriptor: Int32
    var watch: Watch?
    var timers: [Timer] = []
    var startupSlot: StartupSlot?

    var requests: [ConnectionRequest] = []
    private var waiter: LoopContinuation<Void>?
    var pending: [ObjectIdentifier: PendingMessage] = [:]
    var channels: [UInt: SSHChannel] = [:]
    /// By our number of the channel: those that the client has been asked for.
    var openings: [UInt32: PendingOpen] = [:]
    var replies = ReplyQueue<PendingMessage>()
    /// Sessions and forwards are numbered apart.
    private var nextNumbers: [SSHChannel.Role: UInt32] = [:]
    var toldLimits: Set<ConnectionLimit> = []
    var failedTries = 0
    var hasTried = false
    /// Bytes received when a write found that a key exchange is going on: until more arrive nothing can be written.
    private var outputBlockedAt: UInt64?
    /// Key exchanges completed when a write was kept back: until the next one is, nothing should be written.
    private var outputKeptAt: UInt32?
    var isBannerSent = false

    var isDriving = false
    var isDriveScheduled = false
    /// Where the channels are told from.
    var firstTold: UInt = 0
    var ending: ConnectionEnd?
    var lastReceivedBytes: UInt64 = 0
    var missedSigns = 0

    /// Tries to authenticate that wait to be looked at. A client that sends more without waiting for answers is
    /// flooding. Later requests have limits of their own.
    private static let requestLimit = 64

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(
        id: ConnectionID, peer: SocketAddress, local: SocketAddress, loop: EventLoop, descriptor: Int32,
        configuration: SSHConfiguration, startupSlot: StartupSlot?
    ) {
        self.id = id
        self.peer = peer
        self.local = local
        self.loop = loop
        self.descriptor = descriptor
        self.configuration = configuration
        self.startupSlot = startupSlot
    }

    /// Starts the key exchange. The descriptor is owned by the session from here on.
    func begin(bind: ServerBind) {
        _ = gangway_set_nodelay(descriptor)
        _ = gangway_set_keepalive(descriptor)
        guard let handle = SessionHandle(descriptor: descriptor, bind: bind, configuration: configuration) else {
            finish(.failed("libssh did not take the socket"))
            return
        }
        self.handle = handle
        do {
            watch = try loop.watch(descriptor, for: .readable) { [self] _ in drive() }
        } catch {
            finish(.failed(error is SystemError ? "\(error)" : "epoll"))
            return
        }
        if configuration.loginGraceTime > .zero {
            timers.append(
                loop.after(configuration.loginGraceTime) { [self] in
                    if !isAuthenticated { requestEnd(.loginGraceTimeExceeded) }
                })
        }
        scheduleSignOfLife()
        drive()
    }

    // MARK: Requests

    /// The next request, or nil at the end of the connection.
    public func nextRequest() async -> ConnectionRequest? {
        while requests.isEmpty {
            guard end == nil else { return nil }
            await loop.suspension { waiter = $0 }
        }
        return requests.removeFirst()
    }

    func enqueue(_ request: ConnectionRequest) {
        guard isAuthenticated || requests.count < Self.requestLimit else {
            return requestEnd(.violation("too many requests at once"))
        }
        requests.append(request)
        wake()
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    /// Accepts a session channel.
    /// - Returns: nil where the connection has ended meanwhile.
    public func accept(_ request: OpenSessionRequest) -> SSHChannel? { accept(request.pending, as: .session) }

    func accept(_ pending: PendingMessage, as role: SSHChannel.Role) -> SSHChannel? {
        guard
            let channel = unsafe pending.answer({ unsafe ssh_message_channel_request_open_reply_accept($0) }),
            let channel = unsafe channel
        else { return nil }
        let opened = unsafe makeChannel(channel, as: role)
        channels[opened.address] = opened
        return opened
    }

    func makeChannel(_ channel: ssh_channel, as role: SSHChannel.Role) -> SSHChannel {
        let number = nextNumbers[role, default: 0]
        nextNumbers[role] = number &+ 1
        return unsafe SSHChannel(channel, role: role, number: number, connection: self)
    }

    func channel(at address: UInt) -> SSHChannel? { channels[address] }

    /// Channels that are open, without those that only wait for the end of this turn, and those that either side has
    /// asked for.
    func channelCount(_ role: SSHChannel.Role) -> Int {
        channels.values.count { $0.role == role && !$0.hasEnded } + pending.values.count { $0.opens == role }
            + (role == .forward ? openings.count : 0)
    }

    var terminals: [SSHChannel] { channels.values.filter(\.isTerminal) }

    // MARK: Facts

    /// The client's version line, once it is known.
    public var clientVersion: String? {
        handle.flatMap { handle in unsafe ssh_get_clientbanner(handle.session).map { unsafe String(cString: $0) } }
    }

    /// `key exchange, cipher`, once agreed on.
    public var algorithms: String? {
        guard
            let handle, let exchange = unsafe ssh_get_kex_algo(handle.session),
            let cipher = unsafe ssh_get_cipher_in(handle.session)
        else { return nil }
        return unsafe "\(String(cString: exchange)), \(String(cString: cipher))"
    }

    /// Bytes through the socket so far.
    public private(set) var receivedBytes: UInt64 = 0
    public private(set) var sentBytes: UInt64 = 0

    /// Bytes held in memory for this connection.
    public struct Buffered: Sendable {
        /// Input that nobody has read.
        public let input: Int
        /// Output that the socket has not taken, at most.
        public let output: Int
    }

    public var buffered: Buffered {
        Buffered(
            input: channels.values.reduce(0) { $0 + $1.unread }, output: Int(clamping: handle?.unflushedOutput() ?? 0))
    }

    /// Nothing can be written now: output waits for the socket, or for the end of a key exchange.
    var isWritePending: Bool {
        guard let handle else { return true }
        return handle.isWritePending || outputBlockedAt == handle.receivedBytes || outputKeptAt == handle.keyExchanges
    }

    /// A write was refused although the window was open.
    func blockOutput() { outputBlockedAt = handle?.receivedBytes }

    /// Output is about to be written: takes note where the socket has had everything before.
    /// - Returns: for `noteWritten`.
    func noteOutput() -> UInt64 {
        _ = handle?.unflushedOutput()
        return handle?.sentPackets ?? 0
    }

    /// Something was written. Where no packet went out, libssh has asked for new keys itself and keeps all packets until
    /// it has them: it would go on to take data from every channel, up to its window.
    func noteWritten(since packets: UInt64) {
        if let handle, handle.sentPackets == packets { outputKeptAt = handle.keyExchanges }
    }

    // MARK: Messages in hand

    func hold(_ message: ssh_message, channelAddress: UInt = 0, opens: SSHChannel.Role? = nil) -> PendingMessage {
        let pending = unsafe PendingMessage(message, channelAddress: channelAddress, opens: opens, of: self)
        self.pending[ObjectIdentifier(pending)] = pending
        return pending
    }

    func settle(_ identifier: ObjectIdentifier) {
        pending[identifier] = nil
        setNeedsDrive()
    }

    func abandonMessages(ofChannelAt address: UInt) {
        for (identifier, message) in pending where message.channelAddress == address {
            message.abandon()
            pending[identifier] = nil
        }
    }

    // MARK: The end

    /// Ends the connection with a DISCONNECT that carries `message`.
    public func disconnect(_ message: String) {
        requestEnd(.disconnected(message))
    }

    /// Ends the connection after the current turn: never inside a poll or a channel's call.
    func requestEnd(_ reason: ConnectionEnd) {
        guard end == nil, ending == nil else { return }
        ending = reason
        guard !isDriving else { return }
        loop.defer { [self] in
            if let ending { finish(ending) }
        }
    }

    func finish(_ reason: ConnectionEnd) {
        guard end == nil else { return }
        end = reason
        watch?.cancel()
        watch = nil
        for timer in timers { timer.cancel() }
        timers.removeAll()
        startupSlot = nil
        for message in pending.values { message.abandon() }
        pending.removeAll()
        replies.removeAll()
        if let handle {
            receivedBytes = handle.receivedBytes
            if let message = reason.disconnectMessage, handle.isAlive { handle.disconnect(message) }
            sentBytes = handle.sentBytes
            handle.free()
        }
        handle = nil
        let channels = self.channels.values
        self.channels.removeAll()
        for channel in channels { channel.detach() }
        let openings = self.openings.values
        self.openings.removeAll()
        for opening in openings {
            opening.channel.detach()
            opening.settle(.connectionEnded)
        }
        requests.removeAll()
        wake()
    }
}
