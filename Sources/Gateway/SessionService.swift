import Containers
import EventLoop
import Logging
import Model
import Recording
import SSH

/// One session channel, from its first request to its end.
///
/// Its life: larval, until a shell, command or subsystem is asked for; then the workspace is made ready and the process
/// opened, while requests go on being answered; then the relay runs. When the process's output has ended, its exit, EOF
/// and close are sent, in this order. When the client is gone first, the process is ended instead, and what it left
/// behind on purpose is let be.
final class SessionService {
    let id: SessionID
    let channel: SSHChannel
    let identity: Identity
    let endpoints: SessionEndpoints
    let loop: EventLoop
    let scratch: Scratch
    let workspaces: Workspaces
    let forwards: Forwards
    let lingering: Lingering
    let configuration: GatewayConfiguration
    let parts: GatewayParts
    /// What the user's workspace is; nil: there is no such profile any more, and sessions fail.
    let profile: Profile?
    var journal: Journal
    var log: Logger

    let birth = ContinuousClock.now
    /// When its program was asked for.
    private(set) var began = ContinuousClock.now
    var terminalSize: TerminalSize?
    var process: (any WorkspaceProcess)?
    var relay: Relay?
    var display: RemoteForward?
    var tap: SessionTap?
    /// Why the gateway ends it; nil: it does not.
    var stopReason: StopReason?
    var progressLine = ProgressLine()

    /// Gateway's own failure, as ssh itself uses it; never the user's program's.
    static let failure = ProcessExit.status(255)
    /// Output that a dead process left in the pipes is read away within this time.
    static let drainLimit = Duration.seconds(2)

    init(
        channel: SSHChannel, connection: isolated SSHConnection, identity: Identity, forwards: Forwards,
        parts: GatewayParts, journal: Journal, log: Logger
    ) {
        id = SessionID(connection: connection.id, number: channel.number)
        self.channel = channel
        self.identity = identity
        endpoints = SessionEndpoints(client: connection.peer, server: connection.local)
        loop = connection.loop
        scratch = parts.scratch(of: connection.loop)
        workspaces = parts.workspaces
        configuration = parts.configuration
        profile = parts.workspaces.profiles.profile(named: identity.profile)
        self.forwards = forwards
        lingering = parts.lingering
        self.parts = parts
        self.journal = journal
        self.journal.session = id
        self.log = log
        self.log[metadataKey: "session"] = "\(id)"
    }

    /// Its task is there as long as the session is, so what is needed once has its room elsewhere: in a task of its own,
    /// or in calls that are not inlined.
    ///
    /// - Parameter connection: the actor that all of this runs on.
    func run(on connection: isolated SSHConnection) async {
        // Whatever way this ends, our side of the channel is closed then: the client waits for that.
        defer { channel.close() }
        guard let (request, larva) = await larva() else { return }
        defer { display?.close() }
        let live = begin(request, on: connection)
        defer { parts.live.remove(live) }
        // Both end by themselves: there are no more requests once the channel is closed, no more orders once it is not
        // live.
        Task {
            _ = connection
            await answerRequests()
        }
        Task {
            _ = connection
            for await order in live.orders { await obey(order) }
        }
        // Before anything is asked of the workspace: it is not stopped as idle from here on.
        let lease = identity.isAdmin ? nil : workspaces.lease(.session, of: identity.user)
        defer { lease?.end() }
        let opened = await loop.apart { await self.open(request, larva, live, on: connection) }
        guard let opened else { return }
        let end = await run(opened, on: connection)
        let exit: ProcessExit? =
            switch end {
            case .outputEnded: await finish(opened.process)
            case .clientLeft: await abandon(opened.process, opened.relay, hasTerminal: request.terminal != nil)
            case .stopped: await stop(opened.process)
            }
        note(end, exit, of: opened, request, on: connection)
        process = nil
        relay = nil
    }

    @inline(never)
    private func begin(_ request: SessionRequest, on connection: isolated SSHConnection) -> LiveSession {
        began = .now
        log.info("session opens", metadata: ["kind": "\(request.program.kind)", "pty": "\(request.terminal != nil)"])
        let live = LiveSession(id, of: identity.user, at: connection.peer, request)
        parts.live.add(live)
        return live
    }

    private func run(_ opened: OpenedSession, on connection: isolated SSHConnection) async -> Relay.End {
        relay = opened.relay
        // It may have been ended while its process was being opened.
        if stopReason != nil { opened.relay.stop() }
        let (room, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        defer { continuation.finish() }
        opened.tap.onRoom { continuation.yield() }
        Task {
            _ = connection
            for await _ in room {
                if opened.recorder?.failure != nil, configuration.endsUnrecorded, !identity.isAdmin { end(.unrecorded) }
                opened.relay.resume()
            }
        }
        return await opened.relay.run()
    }

    @inline(never)
    private func note(
        _ end: Relay.End, _ exit: ProcessExit?, of opened: OpenedSession, _ request: SessionRequest,
        on connection: isolated SSHConnection
    ) {
        let (relay, tap) = (opened.relay, opened.tap)
        let duration = began.duration(to: .now)
        tap.end(exit)
        log.info(
            "session ended",
            metadata: [
                "end": "\(end)", "way_in": "\(opened.wayIn)", "opening": "\(opened.duration)",
                "duration": "\(duration)", "sent": "\(relay.sentBytes)", "received": "\(relay.receivedBytes)",
            ])
        journal.note(
            .sessionEnded(
                SessionEvent.SessionEnded(
                    exit: exit, reason: reason(of: end, exit, on: connection), sent: relay.sentBytes,
                    received: relay.receivedBytes, duration: duration, program: request.program,
                    firstByte: tap.firstByte)))
    }

    private func reason(
        of end: Relay.End, _ exit: ProcessExit?, on connection: isolated SSHConnection
    ) -> SessionEvent.SessionEnded.Reason {
        switch (end, stopReason) {
        case (_, .killed): .killed
        case (_, .unrecorded): .unrecorded
        case (_, .workspaceStopped): .workspaceStopped
        case (.outputEnded, _): exit == nil ? .lost : .exited
        case (.clientLeft, _):
            switch connection.end {
            case nil, .lost: .clientLeft
            case .disconnected: .stopping
            case .unresponsive, .violation, .failed, .loginGraceTimeExceeded, .tooManyAuthTries: .lost
            }
        case (.stopped, _): .failed
        }
    }

    // MARK: Requests

    /// - Returns: nil where the client left before it asked for a program.
    private nonisolated(nonsending) func larva() async -> (request: SessionRequest, larva: LarvalSession)? {
        var larva = LarvalSession(
            accepted: AcceptedEnvironment(configuration.acceptedEnvironment), subsystems: configuration.subsystems,
            policy: forwards.policy)
        while let request = await channel.nextRequest() {
            switch larva.take(request.kind) {
            case .accept: request.succeed()
            case .refuse: request.refuse()
            case .start(let session):
                request.succeed()
                terminalSize = session.terminal?.size
                channel.isTerminal = session.terminal != nil
                return (session, larva)
            }
        }
        return nil
    }

    /// Answers what may still be asked for once a program was.
    private nonisolated(nonsending) func answerRequests() async {
        while let request = await channel.nextRequest() {
            switch request.kind {
            case .windowChange(let size) where terminalSize != nil:
                terminalSize = size
                process?.resize(to: size)
                tap?.resize(to: size)
                request.succeed()
            case .signal(let signal):
                process?.send(signal)
                request.succeed()
            case .break where terminalSize != nil:
                // As on sshd's pseudo-terminals: there is no line to break.
                request.succeed()
            case .endOfWrite:
                request.succeed()
                endOutput()
            default:
                request.refuse()
            }
        }
    }

    /// The client reads no more: what the program would get from a closed pipe.
    private func endOutput() {
        guard let relay, let process else { return }
        relay.discardOutput()
        process.send(.pipe)
    }
}

/// A session whose program runs.
struct OpenedSession {
    let relay: Relay
    let process: any WorkspaceProcess
    let wayIn: WayIn
    let tap: SessionTap
    let recorder: Recorder?
    /// How long all of the opening took.
    let duration: Duration
}

extension SessionRequest.Program {
    /// For logs: never the command itself, which may hold a secret.
    fileprivate var kind: String {
        switch self {
        case .shell: "shell"
        case .command: "exec"
        case .subsystem(let name): "subsystem \(name)"
        }
    }
}
