import Dispatch
import Glibc
import Logging
public import Model

/// A stop that is under way.
typealias PendingStop = Task<Result<Void, WorkspaceError>, Never>

extension Workspaces {
    /// Between two looks whether sessions have ended.
    private static let sessionPoll: Duration = .milliseconds(50)

    /// Stops the user's workspace in an orderly way: its sessions are told and end, then its programs get SIGTERM, and
    /// what is left of them SIGKILL. Who comes meanwhile waits, and has it started again. One that does not run is left
    /// alone.
    /// - Throws: `.engine`, `.foreignContainer`.
    public func stop(_ user: UserName, because reason: StopReason) async throws(WorkspaceError) {
        while let start = starts[user] { _ = await start.outcome { _ in } }
        try await pendingStop(of: user, because: reason, removing: false).value.get()
    }

    /// Stops the workspace and removes its container; the home and named volumes stay. The next session makes a new one.
    public func remove(_ user: UserName, because reason: StopReason) async throws(WorkspaceError) {
        while let start = starts[user] { _ = await start.outcome { _ in } }
        // A stop that is under way does less.
        if let stop = stops[user] { _ = await stop.value }
        try await pendingStop(of: user, because: reason, removing: true).value.get()
    }

    /// Stops it unless somebody uses it: whoever comes from now on waits and has it started again.
    /// - Returns: nil where it is used, or is being started.
    func stopUnused(_ user: UserName, because reason: StopReason) -> PendingStop? {
        guard starts[user] == nil, stops[user] == nil, places.forgetUnused(user) else { return nil }
        return pendingStop(of: user, because: reason, removing: false)
    }

    func pendingStop(of user: UserName, because reason: StopReason, removing: Bool) -> PendingStop {
        if let stop = stops[user] { return stop }
        places.forget(nil, of: user)
        let stop = PendingStop {
            let result: Result<Void, WorkspaceError>
            do throws(WorkspaceError) {
                try await takeDown(user, because: reason, removing: removing)
                result = .success(())
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

    private func takeDown(
        _ user: UserName, because reason: StopReason, removing: Bool
    ) async throws(WorkspaceError) {
        let name = Self.containerName(of: user)
        let begin = ContinuousClock.now
        let status = try await engineCall { () throws(EngineError) in try await engine.inspect(container: name) }
        guard let status else { return ended(user) }
        guard WorkspaceLabels.prove(status.labels, owner: user, instance: configuration.instance) else {
            throw .foreignContainer(name: name)
        }
        let profile =
            configuration.profiles.profile(named: status.labels[WorkspaceLabels.profile].flatMap(ProfileName.init))
            ?? configuration.profiles.standard
        func note(_ kind: WorkspaceChange.Kind) {
            surroundings.changed(
                WorkspaceChange(
                    kind: kind, user: user, subject: "\(status.id)", duration: begin.duration(to: .now),
                    cause: "\(reason)"))
        }
        let call = HookCall(
            event: .stop, user: user, profile: "\(profile.name)", workspace: name, container: "\(status.id)",
            image: profile.image, reason: "\(reason)")
        if [.running, .paused, .restarting].contains(status.state) {
            await endSessions(of: user, because: reason, within: profile.stopGrace)
            // Processes of a paused container get no signal.
            if status.state == .paused { try? await engine.unpause(status.id) }
            try await engineCall { () throws(EngineError) in try await engine.stop(status.id, grace: profile.stopGrace)
            }
            note(.stopped)
            log.notice("container stopped", metadata: ["user": "\(user)", "cause": "\(reason)"])
            await tellHooks(call)
        }
        ended(user)
        guard removing else { return }
        try await engineCall { () throws(EngineError) in try await engine.remove(status.id) }
        note(.removed)
        log.notice("container removed", metadata: ["user": "\(user)", "cause": "\(reason)"])
        guests?.clear(of: user)
        await tellHooks(
            HookCall(
                event: .remove, user: user, profile: "\(profile.name)", workspace: name, container: "\(status.id)",
                image: profile.image, reason: "\(reason)"))
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

    // MARK: The home

    /// Removes the user's home folder and all that is in it. The workspace must have been removed before.
    /// - Throws: `.home`.
    public func removeHome(of user: UserName) async throws(WorkspaceError) {
        try await homes.remove(of: user)
    }

    // MARK: Hooks

    func call(
        _ event: HookCall.Event, _ plan: WorkspacePlan, _ container: ContainerID?, reason: String
    ) -> HookCall {
        HookCall(
            event: event, user: plan.user, profile: "\(plan.profile.name)",
            workspace: Self.containerName(of: plan.user), container: container?.description,
            image: plan.profile.image, reason: reason)
    }

    func tellHooks(_ event: HookCall.Event, _ plan: WorkspacePlan, _ container: ContainerID, reason: String) async {
        await tellHooks(call(event, plan, container, reason: reason))
    }

    /// These can't refuse what has happened; that they failed is logged.
    private func tellHooks(_ call: HookCall) async {
        do throws(HookError) {
            try await surroundings.hooks.run(call)
        } catch {
            log.warning(
                "hook failed", metadata: ["event": "\(call.event)", "user": "\(call.user)", "cause": "\(error)"])
        }
    }

    func engineCall<T>(
        _ body: () async throws(EngineError) -> T
    ) async throws(WorkspaceError) -> T {
        do throws(EngineError) { return try await body() } catch { throw .engine(error) }
    }
}
