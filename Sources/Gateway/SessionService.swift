import Containers
import EventLoop
import Logging
import Model
import SSH

/// One session channel, from its first request to its end.
///
/// Its life: larval, until a shell, command or subsystem is asked for; then the workspace is made ready and the process
/// opened, while requests go on being answered; then the relay runs. When the process's output has ended, its exit, EOF
/// and close are sent, in this order. When the client is gone first, the process is ended instead, and what it left
/// behind on purpose is let be.
final class SessionService {
    private let id: SessionID
    private let channel: SSHChannel
    private let identity: Identity
    private let endpoints: SessionEndpoints
    private let loop: EventLoop
    private let scratch: Scratch
    private let workspaces: Workspaces
    private let forwards: Forwards
    private let lingering: Lingering
    private let configuration: GatewayConfiguration
    private var log: Logger

    private var terminalSize: TerminalSize?
    private var process: (any WorkspaceProcess)?
    private var relay: Relay?
    private var display: RemoteForward?
    private var progressLine = ProgressLine()

    /// Gateway's own failure, as ssh itself uses it; never the user's program's.
    private static let failure = ProcessExit.status(255)
    /// Output that a dead process left in the pipes is read away within this time.
    private static let drainLimit = Duration.seconds(2)

    init(
        channel: SSHChannel, connection: isolated SSHConnection, identity: Identity, forwards: Forwards,
        parts: GatewayParts, log: Logger
    ) {
        id = SessionID(connection: connection.id, number: channel.number)
        self.channel = channel
        self.identity = identity
        endpoints = SessionEndpoints(client: connection.peer, server: connection.local)
        loop = connection.loop
        scratch = parts.scratch(of: connection.loop)
        workspaces = parts.workspaces
        configuration = parts.configuration
        self.forwards = forwards
        lingering = parts.lingering
        self.log = log
        self.log[metadataKey: "session"] = "\(id)"
    }

    /// - Parameter connection: the actor that all of this runs on.
    func run(on connection: isolated SSHConnection) async {
        // Whatever way this ends, our side of the channel is closed then: the client waits for that.
        defer { channel.close() }
        guard let (request, larva) = await larva() else { return }
        defer { display?.close() }
        log.info("session opens", metadata: ["kind": "\(request.program.kind)", "pty": "\(request.terminal != nil)"])
        let begin = ContinuousClock.now
        // Ends by itself: there are no more requests once the channel is closed.
        Task {
            _ = connection
            await answerRequests()
        }
        guard let opened = await open(request, larva, on: connection) else { return }
        let opening = begin.duration(to: .now)
        let wayIn = opened.wayIn
        process = opened.process
        if let size = terminalSize, size != request.terminal?.size { opened.process.resize(to: size) }
        let process = opened.process
        let relay: Relay
        do {
            relay = try Relay(
                channel: channel, streams: opened.streams, process: process, loop: loop, scratch: scratch)
        } catch {
            log.error("session failed", metadata: ["cause": "\(error)"])
            fail(with: "the gateway is out of resources; please tell your administrator")
            await process.terminate(grace: configuration.terminationGrace)
            return
        }
        self.relay = relay
        let end = await relay.run()
        switch end {
        case .outputEnded: await finish(process)
        case .clientLeft: await abandon(process, relay, hasTerminal: request.terminal != nil)
        }
        log.info(
            "session ended",
            metadata: [
                "end": "\(end)", "way_in": "\(wayIn)", "opening": "\(opening)",
                "duration": "\(begin.duration(to: .now))",
                "sent": "\(relay.sentBytes)", "received": "\(relay.receivedBytes)",
            ])
        self.process = nil
        self.relay = nil
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

    // MARK: Opening

    private func open(
        _ request: SessionRequest, _ larva: LarvalSession, on connection: isolated SSHConnection
    ) async -> OpenedProcess? {
        let (states, continuation) = AsyncStream.makeStream(
            of: WorkspaceProgress.self, bufferingPolicy: .bufferingNewest(1))
        if request.terminal != nil {
            Task {
                _ = connection
                for await state in states where process == nil { say(progressLine.show(state)) }
            }
        }
        defer { continuation.finish() }
        let request = await forward(larva, for: request, on: connection) { continuation.yield($0) }
        do {
            let opened = try await workspaces.open(
                request, for: identity, between: endpoints, on: loop, farewell: farewell,
                progress: { continuation.yield($0) })
            say(progressLine.clear())
            return opened
        } catch {
            log.error("session failed", metadata: ["cause": "\(error)"])
            say(progressLine.clear())
            fail(with: error.userMessage)
            return nil
        }
    }

    /// Listens for what the session shall reach at its client, before the program begins. What cannot be had is left
    /// out: the program may not need it.
    private func forward(
        _ larva: LarvalSession, for request: SessionRequest, on connection: isolated SSHConnection,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async -> SessionRequest {
        var request = request
        if larva.wantsAgent { request.agentSocket = await forwards.agentSocket(on: connection, progress: progress) }
        guard let x11 = larva.x11 else { return request }
        do throws(ForwardError) {
            let display = try await forwards.display(x11, on: connection, progress: progress)
            request.display = display.display.map { "localhost:\($0).\(x11.screen)" }
            self.display = display
        } catch {
            say(progressLine.clear())
            complain("X11 forwarding: \(error)")
        }
        return request
    }

    private var farewell: Farewell {
        switch configuration.onDisconnect {
        case .terminate: .terminate(grace: configuration.terminationGrace)
        case .keep: .keep
        }
    }

    // MARK: The end

    private nonisolated(nonsending) func finish(_ process: any WorkspaceProcess) async {
        let exit: ProcessExit
        do {
            exit = try await process.exit()
        } catch {
            log.error("session lost", metadata: ["cause": "\(error)"])
            return fail(with: error.userMessage)
        }
        log.debug("process ended", metadata: ["exit": "\(exit)"])
        channel.send(exit: exit)
        channel.sendEndOfFile()
    }

    private nonisolated(nonsending) func abandon(
        _ process: any WorkspaceProcess, _ relay: Relay, hasTerminal: Bool
    ) async {
        channel.close()
        switch configuration.onDisconnect {
        case .terminate: await process.terminate(grace: configuration.terminationGrace)
        case .keep: if hasTerminal { process.send(.hangup) }
        }
        // Otherwise the kernel tells whoever is left: SIGHUP or SIGPIPE.
        guard relay.mustLinger, await !relay.drain(within: Self.drainLimit), lingering.enter(identity.user) else {
            return
        }
        await relay.linger()
        lingering.leave(identity.user)
    }

    private func fail(with message: String) {
        complain(message)
        channel.send(exit: Self.failure)
        channel.sendEndOfFile()
    }

    private func complain(_ message: String) {
        let isTerminal = terminalSize != nil
        say("gangway: \(message)\(isTerminal ? "\r\n" : "\n")", asStandardError: !isTerminal)
    }

    /// Best effort: text of our own never waits for the client's window.
    private func say(_ text: String, asStandardError: Bool = false) {
        var text = text
        text.withUTF8 { bytes in
            _ = unsafe channel.write(UnsafeRawBufferPointer(bytes), asStandardError: asStandardError)
        }
    }
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
