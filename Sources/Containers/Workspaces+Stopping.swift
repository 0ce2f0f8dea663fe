import Dispatch
import Glibc
import Logging
public import Model

/// A stop that is under way, and whether it removes a home.
typealias PendingStop = Task<Result<Bool, WorkspaceError>, Never>

extension Workspaces {
    /// Between two looks whether sessions have ended.
    private static let sessionPoll: Duration = .milliseconds(50)

    /// Stops the user's workspace in an orderly way: its sessions are told and end, then its programs get SIGTERM, and
    /// what is left of them SIGKILL. Who comes meanwhile waits, and has it started again. One that does not run is left
    /// alone.
    /// - Throws: `.engine`, `.foreignContainer`.
    public func stop(_ user: UserName, because reason: StopReason) async throws(WorkspaceError) {
        while let start = starts[user] { _ = await start.outcome { _ in } }
        _ = try await pendingStop(of: user, because: reason, removing: .nothing).value.get()
    }

    /// Stops the workspace and removes its container; volumes stay, but the home's. The next session makes a new one.
    /// - Parameter home: is removed with all that is in it, also where there is no container; nil: it stays, as one
    ///   always does that others may have, too.
    /// - Returns: whether there was a home to remove.
    /// - Throws: also `.home`.
    @discardableResult
    public func remove(
        _ user: UserName, with home: WorkspaceHome? = nil, because reason: StopReason
    ) async throws(WorkspaceError) -> Bool {
        // A stop that is under way does less, and a start makes what would be removed below it.
        while true {
            if let start = starts[user] {
                _ = await start.outcome { _ in }
            } else if let stop = stops[user] {
                _ = await stop.value
            } else {
                break
            }
        }
        let removal = home.map { Removal.containerAndHome($0) } ?? .container
        return try await pendingStop(of: user, because: reason, removing: removal).value.get()
    }

    /// What does not outlast a stop.
    enum Removal: Equatable {
        case nothing, container
        case containerAndHome(WorkspaceHome)
    }

    /// Stops it unless somebody uses it: whoever comes from now on waits and has it started again.
    /// - Returns: nil where it is used, or is being started.
    func stopUnused(_ user: UserName, because reason: StopReason) -> PendingStop? {
        guard starts[user] == nil, stops[user] == nil, places.forgetUnused(user) else { return nil }
        return pendingStop(of: user, because: reason, removing: .nothing)
    }

    func pendingStop(of user: UserName, because reason: StopReason, removing: Removal) -> PendingStop {
        if let stop = stops[user] { return stop }
        places.forget(nil, of: user)
        let stop = PendingStop {
            let result: Result<Bool, WorkspaceError>
            do throws(WorkspaceError) {
                result = .success(try await takeDown(user, because: reason, removing: removing))
            } catch {
                log.error("workspace not stopped", metadata: ["user": "\(user)", "cause": "\(error)"])
                result = .failure(error)
            }
            stops[user] = nil
            return result
        }
        stops[user] = stop
        return stop
    }

    /// - Returns: whether there was a home to remove.
    private func takeDown(
        _ user: UserName, because reason: StopReason, removing: Removal
    ) async throws(WorkspaceError) -> Bool {
        let name = Self.containerName(of: user)
        if let status = try await engineCall({ () throws(EngineError) in try await engine.inspect(container: name) }) {
            try await takeDown(user, status, because: reason, removing: removing)
        } else {
            ended(user)
        }
        // Whoever comes waits for this, too.
        switch removing {
        case .containerAndHome(.folder): return try await homes.remove(of: user)
        case .containerAndHome(.volume(let name)):
            return try await engineCall { () throws(EngineError) in try await engine.remove(volume: name) }
        case .nothing, .container, .containerAndHome(.sharedVolume): return false
        }
    }

    private func takeDown(
        _ user: UserName, _ status: ContainerStatus, because reason: StopReason, removing: Removal
    ) async throws(WorkspaceError) {
        let begin = ContinuousClock.now
        guard WorkspaceLabels.prove(status.labels, owner: user, instance: configuration.instance) else {
            throw .foreignContainer(name: Self.containerName(of: user))
        }
        let profile = profiles.profile(labelled: status.labels)
        func note(_ kind: WorkspaceChange.Kind) {
            surroundings.changed(
                WorkspaceChange(
                    kind: kind, user: user, subject: "\(status.id)", duration: begin.duration(to: .now),
                    cause: "\(reason)"))
        }
        if [.running, .paused, .restarting].contains(status.state) {
            await endSessions(of: user, because: reason, within: profile.stopGrace)
            // Processes of a paused container get no signal.
            if status.state == .paused { try? await engine.unpause(status.id) }
            try await engineCall { () throws(EngineError) in try await engine.stop(status.id, grace: profile.stopGrace)
            }
            note(.stopped)
            log.notice("container stopped", metadata: ["user": "\(user)", "cause": "\(reason)"])
            await tellHooks(.stop, user, profile, status.id, reason: "\(reason)")
        }
        ended(user)
        guard removing != .nothing else { return }
        try await engineCall { () throws(EngineError) in try await engine.remove(status.id) }
        note(.removed)
        log.notice("container removed", metadata: ["user": "\(user)", "cause": "\(reason)"])
        guests?.clear(of: user)
        await tellHooks(.remove, user, profile, status.id, reason: "\(reason)")
    }

    /// It runs no more.
    func ended(_ user: UserName) {
        places.forget(nil, of: user)
        lives[user] = nil
        rooms.release(user)
    }

    private func endSessions(of user: UserName, because reason: StopReason, within limit: Duration) async {
        guard places.use(of: user).sessions > 0 else { return }
        notices.say(.end(user, reason.userMessage))
        let deadline = ContinuousClock.now + limit
        while places.use(of: user).sessions > 0, .now < deadline { await control.sleep(for: Self.sessionPoll) }
    }

    // MARK: Hooks

    func call(
        _ event: HookCall.Event, _ user: UserName, _ profile: Profile, _ container: ContainerID?, reason: String
    ) -> HookCall {
        HookCall(
            event: event, user: user, profile: "\(profile.name)", workspace: Self.containerName(of: user),
            container: container?.description, image: profile.image, reason: reason)
    }

    /// These can't refuse what has happened; that they failed is logged.
    func tellHooks(
        _ event: HookCall.Event, _ user: UserName, _ profile: Profile, _ container: ContainerID, reason: String
    ) async {
        do throws(HookError) {
            try await surroundings.hooks.run(call(event, user, profile, container, reason: reason))
        } catch {
            log.warning("hook failed", metadata: ["event": "\(event)", "user": "\(user)", "cause": "\(error)"])
        }
    }

    func engineCall<T>(
        _ body: () async throws(EngineError) -> T
    ) async throws(WorkspaceError) -> T {
        do throws(EngineError) { return try await body() } catch { throw .engine(error) }
    }
}
