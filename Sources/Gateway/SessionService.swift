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
    private let parts: GatewayParts
    private var journal: Journal
    private var log: Logger

    private var terminalSize: TerminalSize?
    private var process: (any WorkspaceProcess)?
    private var relay: Relay?
    private var display: RemoteForward?
    private var tap: SessionTap?
    /// Why the gateway ends it; nil: it does not.
    private var stopReason: StopReason?
    private var progressLine = ProgressLine()

    /// Gateway's own failure, as ssh itself uses it; never the user's program's.
    private static let failure = ProcessExit.status(255)
    /// Output that a dead process left in the pipes is read away within this time.
    private static let drainLimit = Duration.seconds(2)

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
        self.forwards = forwards
        lingering = parts.lingering
        self.parts = parts
        self.journal = journal
        self.journal.session = id
        self.log = log
        self.log[metadataKey: "session"] = "\(id)"
    }

    /// - Parameter connection: the actor that all of this runs on.
    func run(on connection: isolated SSHConnection) async {
        // Whatever way this ends, our side of the channel is closed then: the client waits for that.
        defer { channel.close() }
        let birth = ContinuousClock.now
        guard let (request, larva) = await larva() else { return }
        defer { display?.close() }
        log.info("session opens", metadata: ["kind": "\(request.program.kind)", "pty": "\(request.terminal != nil)"])
        let begin = ContinuousClock.now
        let live = LiveSession(id, of: identity.user, at: connection.peer, request)
        parts.live.add(live)
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
        guard let opened = await open(request, larva, on: connection) else { return }
        let recorder = recorder(for: request)
        let tap = SessionTap(
            live, recorder: recorder, input: configuration.recording.input, instruments: parts.instruments?.sessions,
            kind: request.program.label, since: begin)
        self.tap = tap
        let opening = SessionEvent.Opening(
            larval: birth.duration(to: begin), workspace: opened.workspaceDuration,
            process: begin.duration(to: .now) - opened.workspaceDuration, total: begin.duration(to: .now))
        let wayIn = opened.wayIn
        process = opened.process
        live.opened(in: workspaceName, by: wayIn, isRecorded: recorder != nil && request.terminal != nil)
        journal.note(
            .sessionOpened(
                SessionEvent.SessionOpened(
                    program: request.program, terminal: request.terminal, workspace: workspaceName ?? "gateway",
                    wayIn: wayIn.rawValue, opening: opening, recording: recorder.map { "\($0.id)" })))
        if let size = terminalSize, size != request.terminal?.size {
            opened.process.resize(to: size)
            tap.resize(to: size)
        }
        if recorder != nil, request.terminal != nil, configuration.recording.notice { sayRecorded(tap) }
        let process = opened.process
        let relay: Relay
        do {
            relay = try Relay(
                channel: channel, streams: opened.streams, process: process, loop: loop, scratch: scratch, tap: tap)
        } catch {
            log.error("session failed", metadata: ["cause": "\(error)"])
            fail(with: "the gateway is out of resources; please tell your administrator")
            await process.terminate(grace: configuration.terminationGrace)
            tap.end(nil)
            return
        }
        let end = await run(relay, tap, recorder, on: connection)
        let exit: ProcessExit? =
            switch end {
            case .outputEnded: await finish(process)
            case .clientLeft: await abandon(process, relay, hasTerminal: request.terminal != nil)
            case .stopped: await stop(process)
            }
        tap.end(exit)
        log.info(
            "session ended",
            metadata: [
                "end": "\(end)", "way_in": "\(wayIn)", "opening": "\(opening.total)",
                "duration": "\(begin.duration(to: .now))",
                "sent": "\(relay.sentBytes)", "received": "\(relay.receivedBytes)",
            ])
        journal.note(
            .sessionEnded(
                SessionEvent.SessionEnded(
                    exit: exit, reason: reason(of: end, exit, on: connection), sent: relay.sentBytes,
                    received: relay.receivedBytes, duration: begin.duration(to: .now), program: request.program,
                    firstByte: tap.firstByte)))
        self.process = nil
        self.relay = nil
    }

    private func run(
        _ relay: Relay, _ tap: SessionTap, _ recorder: Recorder?, on connection: isolated SSHConnection
    ) async -> Relay.End {
        self.relay = relay
        // It may have been ended while its process was being opened.
        if stopReason != nil { relay.stop() }
        let (room, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        defer { continuation.finish() }
        tap.onRoom { continuation.yield() }
        Task {
            _ = connection
            for await _ in room {
                if recorder?.failure != nil, configuration.endsUnrecorded, !identity.isAdmin { end(.unrecorded) }
                relay.resume()
            }
        }
        return await relay.run()
    }

    private func reason(
        of end: Relay.End, _ exit: ProcessExit?, on connection: isolated SSHConnection
    ) -> SessionEvent.SessionEnded.Reason {
        switch (end, stopReason) {
        case (_, .killed): .killed
        case (_, .unrecorded): .unrecorded
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

    // MARK: From outside

    private enum StopReason {
        case killed
        case unrecorded
    }

    private nonisolated(nonsending) func obey(_ order: LiveSession.Order) async {
        switch order {
        case .end: end(.killed)
        case .endUnrecorded: end(.unrecorded)
        case .show(let text): announce(text)
        }
    }

    private func end(_ reason: StopReason) {
        guard stopReason == nil, reason == .killed || !identity.isAdmin else { return }
        stopReason = reason
        switch reason {
        case .killed: announce("An administrator ends this session.")
        case .unrecorded: announce("This session ends: it can't be recorded any more.")
        }
        relay?.stop()
    }

    /// Best effort, in between the program's output.
    private func announce(_ text: String) {
        let isTerminal = terminalSize != nil
        say(isTerminal ? "\r\n*** \(text) ***\r\n" : "gangway: \(text)\n", asStandardError: !isTerminal)
    }

    private nonisolated(nonsending) func stop(_ process: any WorkspaceProcess) async -> ProcessExit? {
        channel.send(exit: .signal(.hangup, coreDumped: false))
        channel.sendEndOfFile()
        channel.close()
        await process.terminate(grace: configuration.terminationGrace)
        return nil
    }

    // MARK: The recording

    /// - Returns: nil where the session is not recorded.
    private func recorder(for request: SessionRequest) -> Recorder? {
        guard let recordings = parts.recordings, !identity.isAdmin,
            configuration.recording.records(terminal: request.terminal != nil)
        else { return nil }
        var header = RecordingHeader(
            id: id, user: identity.user.description, terminal: request.terminal, started: RecordingStore.now())
        switch request.program {
        case .shell: break
        case .command(let command): header.command = command
        case .subsystem(let name): header.subsystem = name
        }
        return recordings.begin(header)
    }

    /// A part of what the user sees, so of the recording too.
    private func sayRecorded(_ tap: SessionTap) {
        var text = "This session is recorded.\r\n"
        text.withUTF8 { bytes in
            unsafe tap.output(UnsafeRawBufferPointer(bytes))
            _ = unsafe channel.write(UnsafeRawBufferPointer(bytes), asStandardError: false)
        }
    }

    private var workspaceName: String? { identity.isAdmin ? nil : Workspaces.containerName(of: identity.user) }

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
        if identity.isAdmin { return openAdminShell(request) }
        if parts.sessionsAreRefused {
            refuse(request, cause: "what happens in it could not be logged", code: SessionEvent.SessionFailed.unlogged)
            fail(with: "sessions can't be logged at present, so there are none; please tell your administrator")
            return nil
        }
        let request = await forward(larva, for: request, on: connection) { continuation.yield($0) }
        do {
            let opened = try await workspaces.open(
                request, for: identity, between: endpoints, on: loop, farewell: farewell,
                progress: { continuation.yield($0) })
            say(progressLine.clear())
            return opened
        } catch {
            refuse(request, cause: "\(error)", code: error.code)
            say(progressLine.clear())
            fail(with: error.userMessage)
            return nil
        }
    }

    /// Administrators get the gateway's own commands.
    private func openAdminShell(_ request: SessionRequest) -> OpenedProcess? {
        do throws(WorkspaceError) {
            guard let program = configuration.adminShell?.program(for: request, of: identity.user) else {
                throw .processNotStarted(cause: "administrators have commands and a prompt here, nothing else")
            }
            return try program.open(terminal: request.terminal, on: loop)
        } catch {
            refuse(request, cause: "\(error)", code: error.code)
            fail(with: "this is an administrator's account: try 'help', or none for a prompt")
            return nil
        }
    }

    private func refuse(_ request: SessionRequest, cause: String, code: String) {
        log.error("session failed", metadata: ["cause": "\(cause)"])
        journal.note(.sessionFailed(SessionEvent.SessionFailed(program: request.program, cause: cause, code: code)))
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

    /// - Returns: nil where it is not known.
    private nonisolated(nonsending) func finish(_ process: any WorkspaceProcess) async -> ProcessExit? {
        let exit: ProcessExit
        do {
            exit = try await process.exit()
        } catch {
            log.error("session lost", metadata: ["cause": "\(error)"])
            fail(with: error.userMessage)
            return nil
        }
        log.debug("process ended", metadata: ["exit": "\(exit)"])
        channel.send(exit: exit)
        channel.sendEndOfFile()
        return exit
    }

    private nonisolated(nonsending) func abandon(
        _ process: any WorkspaceProcess, _ relay: Relay, hasTerminal: Bool
    ) async -> ProcessExit? {
        channel.close()
        switch configuration.onDisconnect {
        case .terminate:
            await process.terminate(grace: configuration.terminationGrace)
            parts.instruments?.sessions.orphanEnded(.unknown)
        case .keep: if hasTerminal { process.send(.hangup) }
        }
        // Otherwise the kernel tells whoever is left: SIGHUP or SIGPIPE.
        guard relay.mustLinger, await !relay.drain(within: Self.drainLimit), lingering.enter(identity.user) else {
            return nil
        }
        parts.instruments?.sessions.lingers()
        await relay.linger()
        parts.instruments?.sessions.lingersNoMore()
        lingering.leave(identity.user)
        return nil
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
