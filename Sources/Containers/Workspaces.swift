public import EventLoop
public import Logging
public import Model
import Synchronization

/// From a user to the user's running container.
///
/// A container that ran is remembered, and costs no engine call until somebody reports that it no longer does
/// (`forget`). Otherwise one start per user is under way at a time (`PendingStart`), and everyone else waits for it.
public actor Workspaces {
    nonisolated let engine: any ContainerEngine
    nonisolated let configuration: WorkspaceConfiguration
    nonisolated let log: Logger
    nonisolated let changed: @Sendable (WorkspaceChange) -> Void
    /// Gangway's own version, for a label.
    let version: String
    let homes: WorkspaceHomes
    /// nil: containers get no guest agent.
    nonisolated let guests: GuestAgents?
    /// Where small commands of our own run: their streams need a loop.
    let control: LoopActor

    /// Containers that ran when last looked at. Not actor state: the way of nearly every session goes past the actor.
    private nonisolated let known = Mutex<[UserName: RunningContainer]>([:])
    private var starts: [UserName: PendingStart] = [:]
    private var line: StartLine

    /// - Parameter changed: told of what was done to a container; must not block.
    public init(
        engine: any ContainerEngine, configuration: WorkspaceConfiguration, version: String, loop: EventLoop,
        log: Logger = Logger(label: "gangway.workspaces"),
        changed: @escaping @Sendable (WorkspaceChange) -> Void = { _ in }
    ) {
        self.engine = engine
        self.configuration = configuration
        self.version = version
        self.log = log
        self.changed = changed
        homes = WorkspaceHomes(folder: configuration.homes, uid: configuration.uid, gid: configuration.gid)
        guests = configuration.guest.map { GuestAgents($0) }
        control = LoopActor(on: loop)
        line = StartLine(places: configuration.concurrentStarts)
    }

    /// The name of `user`'s container.
    public static func containerName(of user: UserName) -> String { "user-\(user)" }

    /// The identity's container, running: found, resumed, started or created. A cancelled caller waits as the others do
    /// and cancels nothing.
    /// - Parameter progress: called as things move on, on any thread; never for a container that is known to run.
    nonisolated(nonsending) func running(
        for identity: Identity, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> RunningContainer {
        if let container = known.withLock({ $0[identity.user] }) { return container }
        return try await started(identity.user, progress: progress)
    }

    private func started(
        _ user: UserName, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> RunningContainer {
        // The start that this caller came for may have ended on its way here.
        if let container = known.withLock({ $0[user] }) { return container }
        let start = starts[user] ?? begin(user)
        return try await start.outcome(progress: progress).get()
    }

    /// `container` turned out not to run: the next `running` looks again.
    nonisolated func forget(_ container: ContainerID, of identity: Identity) {
        known.withLock { known in
            guard known[identity.user]?.id == container else { return }
            known[identity.user] = nil
        }
    }

    private func begin(_ user: UserName) -> PendingStart {
        let start = PendingStart()
        starts[user] = start
        Task {
            let outcome: PendingStart.Outcome
            do throws(WorkspaceError) {
                let container = try await bringUp(user, start)
                known.withLock { $0[user] = container }
                outcome = .success(container)
            } catch {
                log.error("workspace not available", metadata: ["user": "\(user)", "cause": "\(error)"])
                outcome = .failure(error)
            }
            starts[user] = nil
            start.finish(outcome)
        }
        return start
    }

    // MARK: The line of those who start

    /// - Returns: whether time passed in line.
    func enterLine() async -> Bool {
        if line.enter() { return false }
        await withCheckedContinuation { line.wait($0) }
        return true
    }

    func leaveLine() {
        line.leave()
    }
}
