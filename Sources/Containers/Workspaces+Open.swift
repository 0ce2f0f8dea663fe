public import EventLoop
import GuestProtocol
import Logging
public import Model

extension Workspaces {
    /// How often a container that turns out not to run is looked for again.
    private static let rounds = 3

    /// Starts the process that `request` asks for in the identity's workspace, by its guest agent or the engine's exec.
    /// Must be called on `loop`, the connection's, where the result then lives. Returns when the program is about to
    /// begin.
    ///
    /// A caller that has gone gets its process all the same, and terminates it.
    /// - Parameters:
    ///   - farewell: what a guest agent does to the process when this very process is gone without a word.
    ///   - progress: as for `running`.
    public nonisolated(nonsending) func open(
        _ request: SessionRequest, for identity: Identity, between endpoints: SessionEndpoints, on loop: EventLoop,
        farewell: Farewell, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> OpenedProcess {
        loop.preconditionOnLoop()
        try request.checkCommand()
        let profile = try profile(of: identity)
        var failure = WorkspaceError.lost(cause: "the container does not keep running")
        var hasTriedAgain = false
        var waited = Duration.zero
        for _ in 0..<Self.rounds {
            let begin = ContinuousClock.now
            let container = try await running(for: identity, progress: progress)
            waited += begin.duration(to: .now)
            if var opened = try await openByGuest(
                request, in: container, of: identity, profile, endpoints, loop, farewell)
            {
                opened.workspaceDuration = waited
                return opened
            }
            if profile.wayIn == .guest {
                // The container may have been stopped: the next round looks.
                forget(container.id, of: identity)
                failure = .processNotStarted(cause: "no guest agent answers, and workspace.way_in allows nothing else")
                continue
            }
            let token = UInt64.random(in: .min ... .max)
            let opening = ExecOpening(
                engine: engine, container: container.id,
                command: ExecCommand(session: request, token: token, endpoints: endpoints, in: container),
                token: token, size: request.terminal?.size, loop: loop, log: log)
            do throws(ExecOpening.Failure) {
                var opened = try await opening.open()
                opened.workspaceDuration = waited
                return opened
            } catch {
                switch error {
                case .containerGone(let cause):
                    forget(container.id, of: identity)
                    failure = cause
                case .neverStarted(let cause):
                    failure = .processNotStarted(cause: cause)
                    if hasTriedAgain { throw failure }
                    hasTriedAgain = true
                case .final(let error):
                    throw error
                }
            }
        }
        throw failure
    }

    /// - Returns: nil where there is no guest agent that answers.
    private nonisolated(nonsending) func openByGuest(
        _ request: SessionRequest, in container: RunningContainer, of identity: Identity, _ profile: Profile,
        _ endpoints: SessionEndpoints, _ loop: EventLoop, _ farewell: Farewell
    ) async throws(WorkspaceError) -> OpenedProcess? {
        guard
            let guests, container.hasGuestAgent, profile.wayIn != .exec, !guests.isSuspect(identity.user)
        else { return nil }
        let opening = GuestOpening(
            agents: guests, user: identity.user,
            program: GuestProgram(
                session: request, endpoints: endpoints, farewell: farewell, of: container.owner, home: container.home,
                sftpServer: profile.sftpServer),
            terminal: request.terminal, loop: loop, log: log)
        do throws(GuestFailure) {
            return try await opening.open()
        } catch {
            switch error {
            case .refused(let error): throw error
            case .unavailable(let cause):
                log.notice("guest agent not used", metadata: ["user": "\(identity.user)", "cause": "\(cause)"])
                return nil
            }
        }
    }
}
