import CLibSSH
import CLinux
public import EventLoop
public import Model

/// One SSH connection, an actor on its loop.
///
/// Its life: the socket is taken over and the key exchange runs by itself; authentication requests come out of
/// `nextRequest()` until one is accepted, within the login grace time and the number of tries; then requests to open
/// sessions; then `nextRequest()` returns nil: the client left, broke a rule, or `disconnect` was called, and `end`
/// says which. Requests are answered at leisure; whatever was not answered then is void.
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
    private let descriptor: Int32
    private var watch: Watch?
    var timers: [Timer] = []
    var startupSlot: StartupSlot?

    var requests: [ConnectionRequest] = []
    private var waiter: CheckedContinuation<Void, Never>?
    private var pending: [ObjectIdentifier: PendingMessage] = [:]
    private var channels: [UInt: SSHChannel] = [:]
    private var nextChannelNumber: UInt32 = 0
    var failedTries = 0
    var hasTried = false
    /// Bytes received when a write found that a key exchange is going on: until more arrive nothing can be written.
    private var outputBlockedAt: UInt64?
    var isBannerSent = false

    private var isDriving = false
    private var isDriveScheduled = false
    private var ending: ConnectionEnd?
    var lastReceivedBytes: UInt64 = 0
    var missedSigns = 0

    /// Polls per turn; libssh reads 4 KiB in each. Other connections of the loop wait meanwhile.
    private static let pollsPerTurn = 32
    /// Requests waiting to be looked at. A client that sends more without waiting for answers is flooding.
    private static let requestLimit = 64
    /// Replies and data that the socket has not taken. Data waits for the socket (`SSHChannel.writableBytes`), so only
    /// a client that asks and asks without reading the answers gets here.
    private static let outputLimit = 4 << 20

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
            await withCheckedContinuation { waiter = $0 }
        }
        return requests.removeFirst()
    }

    func enqueue(_ request: ConnectionRequest) {
        guard requests.count < Self.requestLimit else { return requestEnd(.violation("too many requests at once")) }
        requests.append(request)
        wake()
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    /// Accepts a session channel.
    /// - Returns: nil where the connection has ended meanwhile.
    public func accept(_ request: OpenSessionRequest) -> SSHChannel? {
        guard
            let channel = unsafe request.pending.answer({ unsafe ssh_message_channel_request_open_reply_accept($0) }),
            let channel = unsafe channel
        else { return nil }
        let opened = unsafe SSHChannel(channel, number: nextChannelNumber, connection: self)
        nextChannelNumber &+= 1
        channels[opened.address] = opened
        return opened
    }

    func channel(at address: UInt) -> SSHChannel? { channels[address] }

    /// Without those that only wait for the end of this turn.
    var openChannels: Int { channels.values.count { !$0.hasEnded } }
    /// Requests to open one that are not answered yet.
    var openingChannels: Int { pending.values.count { $0.opensChannel } }

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
        return handle.isWritePending || outputBlockedAt == handle.receivedBytes
    }

    /// A write was refused although the window was open.
    func blockOutput() { outputBlockedAt = handle?.receivedBytes }

    /// Output is about to be written: takes note where the socket has had everything before.
    func noteOutput() { _ = handle?.unflushedOutput() }

    // MARK: Messages in hand

    func hold(_ message: ssh_message, channelAddress: UInt = 0, opensChannel: Bool = false) -> PendingMessage {
        let pending = unsafe PendingMessage(
            message, channelAddress: channelAddress, opensChannel: opensChannel, of: self)
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

    // MARK: Driving

    /// Something was handed to libssh, which may have polled in turn: look at the session once more before the loop
    /// sleeps.
    func setNeedsDrive() {
        dropWatchOfClosedSocket()
        guard !isDriving, !isDriveScheduled, end == nil else { return }
        isDriveScheduled = true
        loop.defer { [self] in
            isDriveScheduled = false
            drive()
        }
    }

    /// libssh closes the socket by itself when it fails. The next descriptor with that number may be watched by this
    /// very loop, and a watch cancelled later would take that one's place in the epoll set away.
    private func dropWatchOfClosedSocket() {
        guard watch != nil, let handle, !handle.isAlive else { return }
        watch?.cancel()
        watch = nil
    }

    private func drive() {
        guard let handle, end == nil, !isDriving else { return }
        isDriving = true
        // The kernel forgets it again; until authentication the client's Nagle waits for our acknowledgements.
        if !isAuthenticated { _ = gangway_set_quickack(descriptor) }
        var hasMore = true
        var polls = 0
        while hasMore, polls < Self.pollsPerTurn, ending == nil {
            let before = handle.traffic
            handle.poll()
            takeMessages(of: handle)
            hasMore = handle.traffic != before
            polls += 1
            checkLimits(of: handle)
        }
        let traffic = handle.traffic
        dropWatchOfClosedSocket()
        tellChannels(of: handle)
        isDriving = false
        if !handle.isAlive { requestEnd(.lost(handle.errorText)) }
        if let ending { return finish(ending) }
        watch?.update(handle.isWritePending ? [.readable, .writable] : .readable)
        // The channels' calls polled: what came in then, the socket will not report again.
        if handle.traffic != traffic { setNeedsDrive() }
    }

    /// After each poll: with compression a few KiB on the wire can be megabytes.
    private func checkLimits(of handle: SessionHandle) {
        if channels.values.contains(where: \.isFlooded) {
            requestEnd(.violation("client ignores the channel window"))
        }
        if handle.unflushedOutput() > Self.outputLimit { requestEnd(.violation("client does not read")) }
    }

    private func tellChannels(of handle: SessionHandle) {
        for channel in channels.values { channel.onActivity?() }
        for channel in channels.values { channel.advance() }
        // Those calls may have polled: a request of a channel that is freed now must not stay in libssh's queue, where
        // it would refer to it.
        takeMessages(of: handle)
        for (address, channel) in channels where channel.hasEnded {
            abandonMessages(ofChannelAt: address)
            channels[address] = nil
            channel.free()
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

    private func finish(_ reason: ConnectionEnd) {
        guard end == nil else { return }
        end = reason
        watch?.cancel()
        watch = nil
        for timer in timers { timer.cancel() }
        timers.removeAll()
        startupSlot = nil
        for message in pending.values { message.abandon() }
        pending.removeAll()
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
        requests.removeAll()
        wake()
    }
}
