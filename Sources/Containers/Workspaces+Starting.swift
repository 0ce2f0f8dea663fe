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
    /// - Returns: also what the user shall be told of it at the next terminal.
    func bringUp(
        _ user: UserName, _ profile: ProfileName?, _ start: PendingStart
    ) async throws(WorkspaceError) -> (RunningContainer, notice: String?) {
        while let stop = stops[user] {
            start.report(.stopping)
            _ = await stop.value
        }
        let plan = try await plan(for: user, profile)
        var attempt = StartAttempt()
        do throws(WorkspaceError) {
            let container = try await bringUp(plan, start, &attempt)
            if attempt.holdsPlace { leaveLine() }
            noteBegin(of: user, isNew: attempt.count > 0)
            return (container, attempt.replaced.map(Self.notice))
        } catch {
            if let created = attempt.created { await discard(created, of: user) }
            if attempt.holdsPlace { leaveLine() }
            if attempt.hasRoom { rooms.release(user) }
            throw error
        }
    }

    private func bringUp(
        _ plan: WorkspacePlan, _ start: PendingStart, _ attempt: inout StartAttempt
    ) async throws(WorkspaceError) -> RunningContainer {
        let user = plan.user
        let name = Self.containerName(of: user)
        var deadline = ContinuousClock.now + configuration.startLimit
        start.report(.finding)
        while true {
            let status = try await engineCall { () throws(EngineError) in
                try await engine.inspect(container: name)
            }
            var step = WorkspaceStep.next(
                for: status, of: user, plan.profile, instance: configuration.instance)
            if case .start(let id) = step, id != attempt.created, let status,
                let reason = try await replacement(of: status, by: plan, attempt)
            {
                step = .replace(id, reason)
            }
            switch step {
            case .use(let container):
                if attempt.count > 0 {
                    if container.hasGuestAgent { await awaitGuestAgent(of: user, plan.profile) }
                    if attempt.homeIsEmpty { await fillHome(of: user, in: container, plan.profile) }
                    if attempt.created != nil, plan.profile.homeVolume != nil {
                        await ownHome(of: user, in: container)
                    }
                }
                rooms.note(user, plan.profile.promise)
                return container
            case .refuse:
                throw .foreignContainer(name: name)
            case .wait(let state):
                start.report(.waiting(state))
                guard .now < deadline else { throw .stuck(name: name, state: state.rawValue) }
                await control.sleep(for: Self.pollInterval)
            case .create, .start, .unpause, .replace:
                if !attempt.hasRoom {
                    let waited = try await takeRoom(plan, start)
                    attempt.hasRoom = true
                    deadline = ContinuousClock.now + configuration.startLimit
                    // Things may have changed meanwhile.
                    if waited { continue }
                }
                if !attempt.holdsPlace {
                    let waited = await enterLine()
                    attempt.holdsPlace = true
                    if waited { continue }
                }
                try await act(on: step, for: plan, start, &attempt)
            }
        }
    }

    /// Why a stopped container is to be replaced by a new one; nil: it is not.
    private func replacement(
        of status: ContainerStatus, by plan: WorkspacePlan, _ attempt: StartAttempt
    ) async throws(WorkspaceError) -> StopReason? {
        // Once is enough, whatever labels an engine gives back.
        guard attempt.replaced == nil else { return nil }
        if attempt.lacksNetwork { return plan.profile.keepsContainer ? nil : .networkMissing }
        guard !plan.profile.keepsContainer else { return nil }
        // What is not here is not pulled for a container that is: it starts without.
        let digest = try await engineCall { () throws(EngineError) in
            try await engine.digest(ofImage: plan.profile.image)
        }
        return plan.difference(from: status.labels, imageDigest: digest).map(StopReason.renewal)
    }

    /// Takes one step. Losing a race against somebody else at the engine is no failure: the next look tells.
    private func act(
        on step: WorkspaceStep, for plan: WorkspacePlan, _ start: PendingStart, _ attempt: inout StartAttempt
    ) async throws(WorkspaceError) {
        guard attempt.count < Self.attempts else {
            throw .engine(EngineError(.refused, "the container stops right after its start"))
        }
        let user = plan.user
        if case .replace = step {} else { attempt.count += 1 }
        let begin = ContinuousClock.now
        func note(_ kind: WorkspaceChange.Kind, _ container: ContainerID, cause: String = start.cause) {
            surroundings.changed(
                WorkspaceChange(
                    kind: kind, user: user, subject: "\(container)", duration: begin.duration(to: .now), cause: cause))
        }
        do throws(WorkspaceError) {
            switch step {
            case .create:
                start.report(.creating)
                try await prepare(plan, &attempt)
                let container = try await create(plan, start)
                attempt.created = container
                note(.created, container)
                start.report(.starting)
                try await engineCall { () throws(EngineError) in try await engine.start(container) }
                note(.started, container)
                await tellHooks(.start, user, plan.profile, container, reason: start.cause)
            case .start(let container):
                start.report(.starting)
                try await prepare(plan, &attempt)
                try await engineCall { () throws(EngineError) in try await engine.start(container) }
                note(.started, container)
                log.info("container started", metadata: ["user": "\(user)", "container": "\(container)"])
                await tellHooks(.start, user, plan.profile, container, reason: start.cause)
            case .replace(let container, let reason):
                start.report(.creating)
                try await engineCall { () throws(EngineError) in try await engine.remove(container) }
                note(.removed, container, cause: "\(reason)")
                log.notice(
                    "container replaced",
                    metadata: ["user": "\(user)", "container": "\(container)", "cause": "\(reason)"])
                attempt.replaced = reason
                attempt.lacksNetwork = false
                await tellHooks(.remove, user, plan.profile, container, reason: "\(reason)")
            case .unpause(let container):
                start.report(.resuming)
                try await engineCall { () throws(EngineError) in try await engine.unpause(container) }
                note(.unpaused, container)
                log.info("container resumed", metadata: ["user": "\(user)", "container": "\(container)"])
            case .use, .refuse, .wait:
                break
            }
        } catch .engine(let error) where attempt.count < Self.attempts {
            if error.kind == .networkMissing, !plan.profile.keepsContainer {
                attempt.lacksNetwork = true
            } else if !error.isLostRace {
                throw .engine(error)
            }
            log.notice("container changed meanwhile", metadata: ["user": "\(user)", "cause": "\(error)"])
        }
    }

    /// What a container finds on the host.
    private func prepare(_ plan: WorkspacePlan, _ attempt: inout StartAttempt) async throws(WorkspaceError) {
        if plan.profile.homeVolume == nil {
            attempt.homeIsEmpty = try await homes.prepare(for: plan.user, plan.owner)
        }
        try await guests?.prepare(for: plan.user)
    }

    /// A guest agent listens some milliseconds after its container's start.
    private func awaitGuestAgent(of user: UserName, _ profile: Profile) async {
        guard let guests, profile.wayIn != .exec else { return }
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

    /// What was changed in the old container is gone, but for the home.
    private static func notice(of reason: StopReason) -> String {
        switch reason {
        case .renewal(.image):
            "Your workspace was made anew from a newer image; what was changed outside your home is gone."
        default: "Your workspace was made anew with other settings; what was changed outside your home is gone."
        }
    }
}

extension LoopActor {
    func sleep(for duration: Duration) async {
        await loop.sleep(for: duration)
    }
}

/// What one start has done so far.
private struct StartAttempt {
    var count = 0
    var hasRoom = false
    var holdsPlace = false
    /// The container, if this start made it.
    var created: ContainerID?
    /// Why the one before was removed.
    var replaced: StopReason?
    var lacksNetwork = false
    var homeIsEmpty = false
}

extension EngineError {
    /// The container was in another state than the look before had shown.
    fileprivate var isLostRace: Bool { kind == .conflict || kind == .notRunning }
}
