public import EventLoop
public import Logging
public import Model

/// From a user to the user's running container, and the container's whole life.
///
/// A container that ran is remembered (`WorkspacePlaces`), and costs no engine call until somebody reports that it no
/// longer does (`forget`). Otherwise one start (`PendingStart`) or stop per user is under way at a time, and everyone
/// waits for it. A start waits first for room on the host (`RunningRooms`), then for its turn (`StartLine`). From time to
/// time all containers are looked at (`run`): what ended is noticed, what nobody uses is stopped, what is left over is
/// removed.
public actor Workspaces {
    nonisolated let engine: any ContainerEngine
    nonisolated let configuration: WorkspaceConfiguration
    nonisolated let log: Logger
    nonisolated let surroundings: WorkspaceSurroundings
    /// Gangway's own version, for a label.
    let version: String
    let homes: WorkspaceHomes
    /// nil: containers get no guest agent.
    nonisolated let guests: GuestAgents?
    /// Where small commands of our own run: their streams need a loop.
    let control: LoopActor
    nonisolated let places = WorkspacePlaces()
    /// For the sessions; the gateway passes them on.
    public nonisolated let notices: WorkspaceNotices

    var starts: [UserName: PendingStart] = [:]
    var stops: [UserName: PendingStop] = [:]
    var line: StartLine
    var rooms: RunningRooms
    /// Of those that run.
    var lives: [UserName: WorkspaceLife] = [:]
    var hasReadLives = false

    /// - Parameter surroundings: whom it tells and asks, beside the engine.
    public init(
        engine: any ContainerEngine, configuration: WorkspaceConfiguration, version: String, loop: EventLoop,
        surroundings: WorkspaceSurroundings = WorkspaceSurroundings(),
        log: Logger = Logger(label: "gangway.workspaces")
    ) {
        self.engine = engine
        self.configuration = configuration
        self.version = version
        self.log = log
        self.surroundings = surroundings
        homes = WorkspaceHomes(folder: configuration.homes)
        guests = configuration.guest.map { GuestAgents($0) }
        control = LoopActor(on: loop)
        line = StartLine(places: configuration.concurrentStarts)
        rooms = RunningRooms(configuration.quota)
        notices = WorkspaceNotices()
    }

    /// The name of `user`'s container.
    public static func containerName(of user: UserName) -> String { "user-\(user)" }

    public nonisolated var profiles: Profiles { configuration.profiles }

    /// Keeps the user's workspace from being stopped as idle; take it before anything is asked of the workspace.
    public nonisolated func lease(_ kind: WorkspaceLease.Kind, of user: UserName) -> WorkspaceLease {
        WorkspaceLease(kind, of: user, in: places, clock: surroundings.clock)
    }

    /// What the user's next terminal shall be told of the workspace; given out once.
    public nonisolated func takeNotice(of user: UserName) -> String? {
        places.takeNotice(of: user)
    }

    /// The identity's container, running: found, resumed, started or created. A cancelled caller waits as the others do
    /// and cancels nothing.
    /// - Parameter progress: called as things move on, on any thread; never for a container that is known to run.
    nonisolated(nonsending) func running(
        for identity: Identity, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> RunningContainer {
        if let container = places.container(of: identity.user) { return container }
        return try await started(identity.user, identity.profile, cause: "session", progress: progress)
    }

    func started(
        _ user: UserName, _ profile: ProfileName?, cause: String,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(WorkspaceError) -> RunningContainer {
        // The start that this caller came for may have ended on its way here.
        if let container = places.container(of: user) { return container }
        let start = starts[user] ?? begin(user, profile, cause: cause)
        return try await start.outcome(progress: progress).get()
    }

    /// `container` turned out not to run: the next `running` looks again.
    nonisolated func forget(_ container: ContainerID, of identity: Identity) {
        places.forget(container, of: identity.user)
    }

    private func begin(_ user: UserName, _ profile: ProfileName?, cause: String) -> PendingStart {
        let start = PendingStart(cause: cause)
        starts[user] = start
        Task {
            let outcome: PendingStart.Outcome
            do throws(WorkspaceError) {
                let (container, notice) = try await bringUp(user, profile, start)
                places.set(container, of: user, notice: notice)
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
