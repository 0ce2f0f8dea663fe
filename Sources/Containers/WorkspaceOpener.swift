public import EventLoop
import GuestProtocol
public import Logging
public import Model

/// Opens programs in a running workspace by its guest agent, for whoever may enter its folder: root. It needs no engine
/// and no server; the programs get their user's environment, and nothing that tells of a client.
public struct WorkspaceOpener: Sendable {
    private let user: UserName
    private let entrance: WorkspaceEntrance
    private let log: Logger

    /// Between SIGHUP, SIGTERM and SIGKILL, where this process is gone without a word.
    private static let grace: Duration = .seconds(1)

    public init(of user: UserName, by entrance: WorkspaceEntrance, log: Logger = Logger(label: "gangway.exec")) {
        self.user = user
        self.entrance = entrance
        self.log = log
    }

    /// Must be called on `loop`, where the result then lives.
    /// - Parameter request: no subsystem.
    /// - Throws: `WorkspaceError.processNotStarted`.
    public nonisolated(nonsending) func open(
        _ request: SessionRequest, on loop: EventLoop
    ) async throws(WorkspaceError) -> OpenedProcess {
        loop.preconditionOnLoop()
        try request.checkCommand()
        if case .subsystem(let name) = request.program { throw .processNotStarted(cause: "\(name) is for clients") }
        guard let folders = entrance.guests else { throw unavailable("it was made without one") }
        let opening = GuestOpening(
            agents: GuestAgents(GuestConfiguration(executable: "", folders: folders)), user: user,
            program: GuestProgram(
                session: request, endpoints: nil, farewell: .terminate(grace: Self.grace),
                of: WorkspaceOwner(uid: entrance.uid, gid: entrance.gid), home: entrance.home, sftpServer: .builtIn),
            terminal: request.terminal, loop: loop, log: log)
        do throws(GuestFailure) {
            return try await opening.open()
        } catch {
            switch error {
            case .refused(let error): throw error
            case .unavailable(let cause): throw unavailable(cause)
            }
        }
    }

    private func unavailable(_ cause: String) -> WorkspaceError {
        .processNotStarted(
            cause: "no guest agent answers in the workspace of \(user): \(cause); this goes past it: "
                + "docker exec -it -u \(entrance.uid):\(entrance.gid) \(entrance.container) sh")
    }
}
