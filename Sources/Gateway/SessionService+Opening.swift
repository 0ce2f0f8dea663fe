import Containers
import EventLoop
import Logging
import Model
import Recording
import SSH

/// From the request for a program to its process.
extension SessionService {
    /// - Returns: nil where it failed, which the client has been told.
    func open(
        _ request: SessionRequest, _ larva: LarvalSession, _ live: LiveSession, on connection: isolated SSHConnection
    ) async -> OpenedSession? {
        guard let opened = await openProcess(request, larva, on: connection) else { return nil }
        let process = opened.process
        let wayIn = opened.wayIn
        let duration = began.duration(to: .now)
        let recorder = recorder(for: request)
        let tap = SessionTap(
            live, recorder: recorder, input: profile?.recording.input ?? .off, instruments: parts.instruments?.sessions,
            kind: request.program.label, since: began)
        self.process = process
        self.tap = tap
        live.opened(in: workspaceName, by: wayIn, isRecorded: recorder != nil && request.terminal != nil)
        let opening = SessionEvent.Opening(
            larval: birth.duration(to: began), workspace: opened.workspaceDuration,
            process: duration - opened.workspaceDuration, total: duration)
        journal.note(
            .sessionOpened(
                SessionEvent.SessionOpened(
                    program: request.program, terminal: request.terminal, workspace: workspaceName ?? "gateway",
                    wayIn: wayIn.rawValue, opening: opening, recording: recorder.map { "\($0.id)" })))
        if let size = terminalSize, size != request.terminal?.size {
            process.resize(to: size)
            tap.resize(to: size)
        }
        if request.terminal != nil { greet(tap, isRecorded: recorder != nil) }
        do {
            let relay = try Relay(
                channel: channel, streams: opened.streams, process: process, loop: loop, scratch: scratch, tap: tap)
            return OpenedSession(
                relay: relay, process: process, wayIn: wayIn, tap: tap, recorder: recorder, duration: duration)
        } catch {
            log.error("session failed", metadata: ["cause": "\(error)"])
            fail(with: "the gateway is out of resources; please tell your administrator")
            await process.terminate(grace: configuration.terminationGrace)
            tap.end(nil)
            journal.note(
                .sessionEnded(
                    SessionEvent.SessionEnded(
                        exit: nil, reason: .failed, sent: 0, received: 0, duration: began.duration(to: .now),
                        program: request.program)))
            return nil
        }
    }

    private func openProcess(
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
    func openAdminShell(_ request: SessionRequest) -> OpenedProcess? {
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

    func refuse(_ request: SessionRequest, cause: String, code: String) {
        log.error("session failed", metadata: ["cause": "\(cause)"])
        journal.note(.sessionFailed(SessionEvent.SessionFailed(program: request.program, cause: cause, code: code)))
    }

    /// Listens for what the session shall reach at its client, before the program begins. What cannot be had is left
    /// out: the program may not need it.
    func forward(
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

    var farewell: Farewell {
        switch configuration.onDisconnect {
        case .terminate: .terminate(grace: configuration.terminationGrace)
        case .keep: .keep
        }
    }
}
