import Containers
import EventLoop
import Logging
import Model
import Recording
import SSH

/// The forwards of one connection: what its client may open in the workspace, and where the workspace may reach the
/// client. Belongs to the connection's loop, and ends with `close`.
///
/// Every answer comes as soon as it is known, and a refusal tells the client why in sshd's words.
final class Forwards {
    let identity: Identity
    let parts: GatewayParts
    let loop: EventLoop
    let journal: Journal
    let log: Logger
    let policy: ForwardingPolicy

    /// What the client had us listen for, as it asked for it, but with the port that was bound.
    private var listeners: [ForwardAddress: RemoteForward] = [:]
    /// Of the client's ssh-agent: one for all of the connection's sessions.
    private var agent: RemoteForward?
    /// Listeners that the workspace is being asked for.
    private var pendingListeners = 0
    private var isClosed = false

    /// sshd has none; each costs a socket in the workspace and one here.
    private static let listenerLimit = 256

    init(identity: Identity, parts: GatewayParts, loop: EventLoop, journal: Journal, log: Logger) {
        self.identity = identity
        self.parts = parts
        self.loop = loop
        self.journal = journal
        self.log = log
        // Their commands need none.
        policy =
            if let profile = parts.workspaces.profiles.profile(named: identity.profile), !identity.isAdmin {
                identity.forwarding.applied(to: profile.forwarding)
            } else {
                .nothing
            }
    }

    /// The connection has ended.
    func close() {
        isClosed = true
        for forward in listeners.values { forward.close() }
        listeners = [:]
        agent?.close()
        agent = nil
    }

    // MARK: To the workspace

    func open(_ request: OpenForwardRequest, on connection: isolated SSHConnection) async {
        var log = log
        log[metadataKey: "forward"] = "\(request.destination.isPort ? "direct-tcpip" : "direct-streamlocal")"
        log[metadataKey: "to"] = "\(LogText.escaped("\(request.destination)"))"
        var forward = SessionEvent.Forward(
            direction: .local, address: request.destination,
            peer: request.originator.host.isEmpty ? nil : "\(request.originator)")
        guard policy.permitsOpen(request.destination) else {
            log.notice("forward refused", metadata: ["cause": "policy"])
            journal.note(.forwardRefused(forward, cause: "policy"))
            return request.refuse(ChannelOpenFailure(.administrativelyProhibited, "open failed"))
        }
        let lease = parts.workspaces.lease(.forward, of: identity.user)
        defer { lease.end() }
        let socket: WorkspaceSocket
        do throws(ForwardError) {
            socket = try await parts.workspaces.connect(to: request.destination, for: identity, on: loop)
        } catch {
            log.notice("forward refused", metadata: ["cause": "\(error)"])
            journal.note(.forwardRefused(forward, cause: "\(error)"))
            return request.refuse(ChannelOpenFailure(.connectFailed, "\(error)"))
        }
        guard let channel = connection.accept(request) else { return }
        forward.channel = channel.number
        await relay(channel, socket, forward, log)
    }

    /// Moves bytes until both have ended, then closes the channel.
    nonisolated(nonsending) func relay(
        _ channel: SSHChannel, _ socket: WorkspaceSocket, _ forward: SessionEvent.Forward, _ log: Logger
    ) async {
        defer { channel.close() }
        do {
            let begin = ContinuousClock.now
            let relay = try Relay(
                channel: channel, socket: socket, loop: loop, scratch: parts.scratch(of: loop))
            log.info("forward opened")
            journal.note(.forwardOpened(forward))
            let end = await relay.run()
            log.info(
                "forward closed",
                metadata: [
                    "end": "\(end)", "duration": "\(begin.duration(to: .now))", "sent": "\(relay.sentBytes)",
                    "received": "\(relay.receivedBytes)",
                ])
            journal.note(
                .forwardClosed(
                    forward, sent: relay.sentBytes, received: relay.receivedBytes,
                    duration: begin.duration(to: .now)))
        } catch {
            log.error("forward failed", metadata: ["cause": "\(error)"])
        }
    }

    // MARK: To the client

    func listen(_ request: ListenRequest, on connection: isolated SSHConnection) async {
        var log = log
        log[metadataKey: "forward"] = "\(request.address.isPort ? "tcpip-forward" : "streamlocal-forward")"
        log[metadataKey: "at"] = "\(LogText.escaped("\(request.address)"))"
        let what = SessionEvent.Forward(direction: .remote, address: request.address)
        func refuse(_ cause: String) {
            journal.note(.forwardRefused(what, cause: cause))
            log.notice("forward refused", metadata: ["cause": "\(cause)"])
            request.refuse()
        }
        guard policy.permitsListen(request.address), let place = place(of: request.address) else {
            return refuse("policy")
        }
        // Those that ended with their guest agent make room.
        listeners = listeners.filter { !$0.value.isClosed }
        guard listeners.count + pendingListeners < Self.listenerLimit, listeners[request.address] == nil else {
            return refuse("the connection has it, or too many")
        }
        pendingListeners += 1
        defer { pendingListeners -= 1 }
        let listener: WorkspaceListener
        do throws(ForwardError) {
            listener = try await parts.workspaces.listen(at: place, for: identity, on: loop)
        } catch {
            return refuse("\(error)")
        }
        guard !isClosed else { return }
        let address: ForwardAddress
        let port = listener.port
        switch request.address {
        case .tcp(let host, 0): address = .tcp(host: host, port: port)
        case .tcp, .unix: address = request.address
        }
        // Two requests for it may have been under way, and a guest agent may say any port.
        guard listeners[address] == nil else {
            return refuse("the connection has it")
        }
        log.info("forward listens", metadata: ["port": "\(port)"])
        journal.note(.forwardListening(SessionEvent.Forward(direction: .remote, address: address), port: port))
        let forward = RemoteForward(listener, of: self, at: (.remote, address), log: log) { originator in
            switch address {
            case .tcp(let host, let port): .forwardedTCP(host: host, port: port, originator: originator)
            case .unix(let path): .forwardedUnix(path: path)
            }
        }
        listeners[address] = forward
        Task { await forward.run(on: connection) }
        request.succeed(boundPort: port)
    }

    func cancel(_ request: CancelListenRequest) {
        guard let forward = listeners.removeValue(forKey: request.address) else { return request.refuse() }
        forward.close()
        journal.note(.forwardCancelled(SessionEvent.Forward(direction: .remote, address: request.address)))
        log.info("forward cancelled", metadata: ["at": "\(LogText.escaped("\(request.address)"))"])
        request.succeed()
    }

    /// sshd's GatewayPorts.
    private func place(of address: ForwardAddress) -> ForwardListening? {
        switch address {
        case .unix(let path): .unix(path: path)
        case .tcp(let host, let port):
            switch (policy.gatewayPorts, host) {
            case (.no, _): .tcp(everywhere: false, port: port)
            case (.yes, _): .tcp(everywhere: true, port: port)
            case (.clientSpecified, ""), (.clientSpecified, "*"), (.clientSpecified, "0.0.0.0"),
                (.clientSpecified, "::"):
                .tcp(everywhere: true, port: port)
            case (.clientSpecified, "localhost"), (.clientSpecified, "127.0.0.1"), (.clientSpecified, "::1"):
                .tcp(everywhere: false, port: port)
            // A workspace has no addresses that its user could know before.
            case (.clientSpecified, _): nil
            }
        }
    }

    // MARK: The agent and X11

    /// - Returns: the path of a socket in the workspace; nil where it cannot be had, and the log says why.
    func agentSocket(
        on connection: isolated SSHConnection, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async -> String? {
        if let agent, !agent.isClosed { return agent.path }
        var log = log
        log[metadataKey: "forward"] = "auth-agent"
        do throws(ForwardError) {
            let listener = try await parts.workspaces.listen(
                at: .agent, for: identity, on: loop, progress: progress)
            guard !isClosed else { return nil }
            // Another session of the connection may have been faster.
            if let agent, !agent.isClosed { return agent.path }
            let forward = RemoteForward(
                listener, of: self, at: (.agent, .unix(path: listener.path)), log: log
            ) { _ in .agent }
            agent = forward
            Task { await forward.run(on: connection) }
            return forward.path
        } catch {
            log.notice("forward refused", metadata: ["cause": "\(error)"])
            return nil
        }
    }

    /// A display of one session, which closes it.
    func display(
        _ request: X11Forwarding, on connection: isolated SSHConnection,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(ForwardError) -> RemoteForward {
        var log = log
        log[metadataKey: "forward"] = "x11"
        do throws(ForwardError) {
            let listener = try await parts.workspaces.listen(
                at: .x11(
                    authenticationProtocol: request.authenticationProtocol, cookie: Self.bytes(ofHex: request.cookie)),
                for: identity, on: loop, progress: progress)
            let place = ForwardAddress.tcp(host: "localhost", port: listener.port)
            let forward = RemoteForward(
                listener, of: self, at: (.x11, place), log: log, isSingle: request.isSingleConnection
            ) {
                .x11(originator: $0)
            }
            Task { await forward.run(on: connection) }
            return forward
        } catch {
            log.notice("forward refused", metadata: ["cause": "\(error)"])
            throw error
        }
    }

    private static func bytes(ofHex text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 1, to: digits.count, by: 2).map { UInt8(digits[$0 - 1] << 4 | digits[$0]) }
    }
}

extension ForwardAddress {
    fileprivate var isPort: Bool {
        switch self {
        case .tcp: true
        case .unix: false
        }
    }
}
