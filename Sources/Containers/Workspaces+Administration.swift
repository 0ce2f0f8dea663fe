public import FoundationEssentials
public import Model

/// What administrators see of workspaces and do to them, beside `stop` and `remove`.
extension Workspaces {
    /// All workspaces that have a container, by user.
    public func list() async throws(WorkspaceError) -> [WorkspaceStatus] {
        try await statuses(try await listed())
    }

    /// One of them.
    /// - Parameter looks: at its signs of life as they are now.
    /// - Returns: nil where it has no container.
    public func status(of user: UserName, looks: Bool) async throws(WorkspaceError) -> WorkspaceStatus? {
        guard let container = try await listed(user), var status = try await statuses([user: container]).first else {
            return nil
        }
        guard looks, status.state == .running, let known = places.container(of: user), let life = lives[user] else {
            return status
        }
        let rules = profiles.profile(labelled: container.labels).idle
        let signs = await signs(of: user, in: known, rules)
        status.busyBecause = signs.reasons(rules, since: life.processor)
        lives[user]?.userHeldUntil = signs.userHeldUntil
        return status
    }

    /// Starts it, or does nothing where it runs.
    /// - Parameter profile: the user's.
    public func start(_ user: UserName, _ profile: ProfileName?, by actor: String) async throws(WorkspaceError) {
        _ = try await started(user, profile, cause: "by \(actor)") { _ in }
    }

    /// Keeps it from being stopped as idle.
    /// - Parameter end: nil: no longer.
    /// - Returns: false where it does not run.
    public func hold(_ user: UserName, until end: Date?) async -> Bool {
        guard lives[user] != nil else { return false }
        lives[user]?.heldUntil = end
        await keepLives()
        return true
    }

    /// What its container's main command wrote.
    /// - Parameter tail: lines at most.
    public func logs(of user: UserName, tail: Int) async throws(WorkspaceError) -> [UInt8] {
        guard let container = try await listed(user) else { return [] }
        return try await engineCall { () throws(EngineError) in try await engine.logs(of: container.id, tail: tail) }
    }

    /// What those that run use, by user; those that end meanwhile are left out.
    public func usage() async throws(WorkspaceError) -> [(user: UserName, usage: ContainerUsage)] {
        let running = try await listed().filter { $0.value.state == .running }
        let engine = engine
        let usages = await concurrently(Array(running), atMost: 8) { user, container in
            (user: user, usage: try? await engine.usage(of: container.id))
        }
        return usages.compactMap { user, usage in usage.map { (user: user, usage: $0) } }
            .sorted { $0.user.description < $1.user.description }
    }

    /// Makes a workspace's container anew where it is behind: at once where it does not run, or `now` is said; else at
    /// its next start, which happens by itself.
    /// - Returns: whether it was made anew.
    public func upgrade(
        _ user: UserName, _ profile: ProfileName?, now: Bool, by actor: String
    ) async throws(WorkspaceError) -> Bool {
        guard let status = try await status(of: user, looks: false), let difference = status.behind else {
            return false
        }
        let isRunning = status.state == .running
        guard now || !isRunning else { return false }
        try await remove(user, because: .renewal(difference))
        if isRunning { try await start(user, profile, by: actor) }
        return true
    }

    private func listed() async throws(WorkspaceError) -> [UserName: ListedContainer] {
        try await listed(by: WorkspaceLabels.filter(configuration.instance))
    }

    private func listed(_ user: UserName) async throws(WorkspaceError) -> ListedContainer? {
        try await listed(by: WorkspaceLabels.filter(owner: user))[user]
    }

    private func listed(by label: String) async throws(WorkspaceError) -> [UserName: ListedContainer] {
        let containers = try await engineCall { () throws(EngineError) in try await engine.containers(labelled: label) }
        let pairs = containers.compactMap { container in
            WorkspaceLabels.owner(of: container, instance: configuration.instance).map { ($0, container) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func statuses(
        _ containers: [UserName: ListedContainer]
    ) async throws(WorkspaceError) -> [WorkspaceStatus] {
        let owners = try await owners()
        var digests: [String: String?] = [:]
        var result: [WorkspaceStatus] = []
        for (user, container) in containers {
            let plan = try? await plan(for: user, owners?[user] ?? nil)
            var difference: WorkspaceDifference?
            if let plan {
                let image = plan.profile.image
                if digests[image] == nil {
                    digests[image] = .some(
                        try await engineCall { () throws(EngineError) in try await engine.digest(ofImage: image) })
                }
                difference = plan.difference(from: container.labels, imageDigest: digests[image] ?? nil)
            }
            result.append(status(of: user, container, difference))
        }
        return result.sorted { $0.user.description < $1.user.description }
    }

    private func owners() async throws(WorkspaceError) -> [UserName: ProfileName?]? {
        do { return try await surroundings.owners() } catch { throw .accounts(cause: "\(error)") }
    }

    private func status(
        of user: UserName, _ container: ListedContainer, _ difference: WorkspaceDifference?
    ) -> WorkspaceStatus {
        noteUse(of: user)
        let now = surroundings.clock()
        let profile = profiles.profile(labelled: container.labels)
        var status = WorkspaceStatus(
            user: user, container: container.id, state: container.state, profile: profile.name,
            image: profile.image, behind: profile.keepsContainer ? nil : difference, use: places.use(of: user))
        guard container.state == .running, let life = lives[user] else { return status }
        status.began = life.began
        status.lastSign = life.lastSign
        status.sign = life.sign
        status.heldUntil = [life.heldUntil, life.userHeldUntil].compactMap(\.self).max().flatMap { $0 > now ? $0 : nil }
        let idle = status.use.isUnused ? IdleDecision.idleEnd(profile.idle, life, at: now) : nil
        status.stops = [idle, IdleDecision.lifeEnd(profile.idle, life)].compactMap(\.self).min()
        return status
    }
}
