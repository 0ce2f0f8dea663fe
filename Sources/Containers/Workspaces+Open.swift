public import EventLoop
import Logging
public import Model

extension Workspaces {
    /// How often a container that turns out not to run is looked for again.
    private static let rounds = 3

    /// Starts the process that `request` asks for in the identity's workspace, by the engine's exec. Must be called on
    /// `loop`, the connection's, where the result then lives. Returns when the program is about to begin: output that
    /// is not the program's (a warning about its home, for one) is in `ProcessStreams.received`.
    ///
    /// A caller that has gone gets its process all the same, and terminates it.
    /// - Parameter progress: as for `running`.
    public nonisolated(nonsending) func open(
        _ request: SessionRequest, for identity: Identity, between endpoints: SessionEndpoints, on loop: EventLoop,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> OpenedProcess {
        loop.preconditionOnLoop()
        if case .command(let command) = request.program, command.utf8.contains(0) {
            throw .processNotStarted(cause: "the command has a zero byte")
        }
        var failure = WorkspaceError.lost(cause: "the container does not keep running")
        var hasTriedAgain = false
        for _ in 0..<Self.rounds {
            let container = try await running(for: identity, progress: progress)
            let token = UInt64.random(in: .min ... .max)
            let opening = ExecOpening(
                engine: engine, container: container,
                command: ExecCommand(session: request, token: token, endpoints: endpoints, configuration),
                token: token, size: request.terminal?.size, loop: loop, log: log)
            do throws(ExecOpening.Failure) {
                return try await opening.open()
            } catch {
                switch error {
                case .containerGone(let cause):
                    forget(container, of: identity)
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
}
