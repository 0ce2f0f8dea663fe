import EventLoop
import Logging
import Model

extension Workspaces {
    /// How often one start may act on the container before it counts as unable to run.
    private static let attempts = 3
    /// Between two looks at a container in a passing state.
    private static let pollInterval: Duration = .milliseconds(200)
    private static let guestLimit: Duration = .seconds(5)

    /// Does what `WorkspaceStep` says until the container runs. A container made here is removed again on failure.
    func bringUp(_ user: UserName, _ start: PendingStart) async throws(WorkspaceError) -> RunningContainer {
        var attempt = StartAttempt()
        do throws(WorkspaceError) {
            let container = try await bringUp(user, start, &attempt)
            if attempt.holdsPlace { leaveLine() }
            return container
        } catch {
            if let created = attempt.created { await discard(created, of: user) }
            if attempt.holdsPlace { leaveLine() }
            throw error
        }
    }

    private func bringUp(
        _ user: UserName, _ start: PendingStart, _ attempt: inout StartAttempt
    ) async throws(WorkspaceError) -> RunningContainer {
        let name = Self.containerName(of: user)
        let deadline = ContinuousClock.now + configuration.startLimit
        start.report(.finding)
        while true {
            let status = try await engineCall { () throws(EngineError) in
                try await engine.inspect(container: name)
            }
            let step = WorkspaceStep.next(for: status, of: user)
            switch step {
            case .use(let container):
                if attempt.homeIsEmpty { await fillHome(of: user, in: container.id) }
                if attempt.count > 0, container.hasGuestAgent { await awaitGuestAgent(of: user) }
                return container
            case .refuse:
                throw .foreignContainer(name: name)
            case .wait(let state):
                start.report(.waiting(state))
                guard .now < deadline else { throw .stuck(name: name, state: state.rawValue) }
                await control.sleep(for: Self.pollInterval)
            case .create, .start, .unpause:
                if !attempt.holdsPlace {
                    let waited = await enterLine()
                    attempt.holdsPlace = true
                    // Things may have changed meanwhile.
                    if waited { continue }
                }
                try await act(on: step, for: user, start, &attempt)
            }
        }
    }

    /// Takes one step. Losing a race against somebody else at the engine is no failure: the next look tells.
    private func act(
        on step: WorkspaceStep, for user: UserName, _ start: PendingStart, _ attempt: inout StartAttempt
    ) async throws(WorkspaceError) {
        guard attempt.count < Self.attempts else {
            throw .engine(EngineError(.refused, "the container stops right after its start"))
        }
        attempt.count += 1
        let begin = ContinuousClock.now
        func note(_ kind: WorkspaceChange.Kind, _ container: ContainerID) {
            changed(
                WorkspaceChange(
                    kind: kind, user: user, subject: "\(container)", duration: begin.duration(to: .now)))
        }
        do throws(WorkspaceError) {
            switch step {
            case .create:
                start.report(.creating)
                attempt.homeIsEmpty = try await homes.prepare(for: user)
                try await guests?.prepare(for: user)
                let container = try await create(user, start)
                attempt.created = container
                note(.created, container)
                start.report(.starting)
                try await engineCall { () throws(EngineError) in try await engine.start(container) }
                note(.started, container)
            case .start(let container):
                start.report(.starting)
                attempt.homeIsEmpty = try await homes.prepare(for: user)
                try await guests?.prepare(for: user)
                try await engineCall { () throws(EngineError) in try await engine.start(container) }
                note(.started, container)
                log.info("container started", metadata: ["user": "\(user)", "container": "\(container)"])
            case .unpause(let container):
                start.report(.resuming)
                try await engineCall { () throws(EngineError) in try await engine.unpause(container) }
                note(.unpaused, container)
                log.info("container resumed", metadata: ["user": "\(user)", "container": "\(container)"])
            case .use, .refuse, .wait:
                break
            }
        } catch .engine(let error) where error.isLostRace && attempt.count < Self.attempts {
            log.notice("container changed meanwhile", metadata: ["user": "\(user)", "cause": "\(error)"])
        }
    }

    private func create(_ user: UserName, _ start: PendingStart) async throws(WorkspaceError) -> ContainerID {
        try await engineCall { () throws(EngineError) in
            if configuration.network == WorkspaceConfiguration.isolatedNetwork {
                try await engine.ensureIsolatedNetwork(configuration.network)
            }
            var digest = try await engine.digest(ofImage: configuration.image)
            if digest == nil {
                digest = try await pull(start, for: user)
            }
            do throws(EngineError) {
                return try await create(user, imageDigest: digest)
            } catch  where error.kind == .imageMissing {
                // Removed between the two calls.
                return try await create(user, imageDigest: try await pull(start, for: user))
            }
        }
    }

    private func pull(_ start: PendingStart, for user: UserName) async throws(EngineError) -> String? {
        let begin = ContinuousClock.now
        start.report(.pulling(percent: 0))
        try await engine.pull(image: configuration.image) { start.report(.pulling(percent: $0)) }
        changed(
            WorkspaceChange(
                kind: .imagePulled, user: user, subject: configuration.image, duration: begin.duration(to: .now)))
        start.report(.creating)
        return try await engine.digest(ofImage: configuration.image)
    }

    private func create(_ user: UserName, imageDigest digest: String?) async throws(EngineError) -> ContainerID {
        guard let digest else { throw EngineError(.imageMissing, "\(configuration.image) is not there after its pull") }
        let specification = ContainerSpecification(
            workspaceOf: user, home: homes.path(of: user), guests: guests, imageDigest: digest, version: version,
            configuration)
        let container = try await engine.create(container: Self.containerName(of: user), specification)
        log.info("container created", metadata: ["user": "\(user)", "container": "\(container)"])
        return container
    }

    /// A guest agent listens some milliseconds after its container's start.
    private func awaitGuestAgent(of user: UserName) async {
        guard let guests, configuration.wayIn != .exec else { return }
        let deadline = ContinuousClock.now + Self.guestLimit
        while true {
            do throws(SystemError) {
                _ = try guests.connect(to: user)
                return
            } catch {
                guard .now < deadline else {
                    return log.warning("no guest agent", metadata: ["user": "\(user)", "cause": "\(error)"])
                }
            }
            await control.sleep(for: .milliseconds(5))
        }
    }

    private func discard(_ container: ContainerID, of user: UserName) async {
        do throws(EngineError) {
            try await engine.remove(container)
        } catch {
            log.error("container left behind", metadata: ["user": "\(user)", "cause": "\(error)"])
        }
    }

    private func engineCall<T>(
        _ body: () async throws(EngineError) -> T
    ) async throws(WorkspaceError) -> T {
        do throws(EngineError) { return try await body() } catch { throw .engine(error) }
    }
}

extension LoopActor {
    fileprivate func sleep(for duration: Duration) async {
        await loop.sleep(for: duration)
    }
}

/// What one start has done so far.
private struct StartAttempt {
    var count = 0
    var holdsPlace = false
    /// The container, if this start made it.
    var created: ContainerID?
    var homeIsEmpty = false
}

extension EngineError {
    /// The container was in another state than the look before had shown.
    fileprivate var isLostRace: Bool { kind == .conflict || kind == .notRunning }
}
