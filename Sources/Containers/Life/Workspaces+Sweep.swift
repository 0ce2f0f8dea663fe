import EventLoop
import FoundationEssentials
import GuestProtocol
import Logging
import Model

/// Looking at all workspaces from time to time.
extension Workspaces {
    /// A container that was made and never started is somebody's unfinished start, or being started right now.
    private static let unfinishedAge: TimeInterval = 120
    /// Before a longest life's end its user is told.
    private static let warningTime: TimeInterval = 600
    /// Looked at, or stopped, at the same time.
    private static let concurrency = 4

    /// Looks at all workspaces until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            await sweep()
            try? await Task.sleep(for: configuration.sweepInterval)
        }
    }

    /// Compares what the engine has with what should be, and stops what is idle. A failure is logged and changes
    /// nothing: the next sweep tries again.
    func sweep() async {
        await ensureNetwork()
        do {
            let containers = try await engine.containers(labelled: WorkspaceLabels.filter(configuration.instance))
            let owners = try await surroundings.owners()
            try await readLives()
            let running = await reconcile(containers, owners)
            _ = await concurrently(running, atMost: Self.concurrency) { [self] in
                await look(at: $0.user, $0.container, $0.profile)
            }
            await keepLives()
        } catch {
            log.error("workspaces not looked at", metadata: ["cause": "\(error)"])
        }
    }

    /// What closes its containers' way to the host's secrets does not outlive the host's restart.
    private func ensureNetwork() async {
        guard configuration.profiles.all.contains(where: { $0.network == Profile.isolatedNetwork }) else { return }
        do throws(EngineError) {
            try await engine.ensureIsolatedNetwork(Profile.isolatedNetwork)
        } catch {
            log.error("network not looked at", metadata: ["cause": "\(error)"])
        }
    }

    private func readLives() async throws {
        guard !hasReadLives else { return }
        let known = try await surroundings.readLives()
        lives.merge(known) { current, _ in current }
        hasReadLives = true
    }

    /// For the next server, should this one end. Where it fails, the next change tries again.
    func keepLives() async {
        do {
            try await surroundings.keepLives(lives)
        } catch {
            log.error("workspaces' lives not kept", metadata: ["cause": "\(error)"])
        }
    }

    // MARK: What there is

    /// - Returns: the running ones.
    private func reconcile(
        _ containers: [ListedContainer], _ owners: [UserName: ProfileName?]?
    ) async -> [(user: UserName, container: RunningContainer, profile: Profile)] {
        var running: [(user: UserName, container: RunningContainer, profile: Profile)] = []
        var seen: Set<UserName> = []
        for container in containers {
            guard let user = WorkspaceLabels.owner(of: container, instance: configuration.instance) else { continue }
            seen.insert(user)
            // Whoever is at work with it knows better.
            guard starts[user] == nil, stops[user] == nil else { continue }
            if let owners, owners[user] == nil, places.use(of: user).isUnused {
                await clear(user, because: .noOwner)
                continue
            }
            let profile = profiles.profile(labelled: container.labels)
            switch container.state {
            case .running, .paused, .restarting:
                let known = RunningContainer(container.id, labels: container.labels, of: profile)
                if container.state == .running { places.set(known, of: user) }
                rooms.note(user, profile.promise)
                noteBegin(of: user, isNew: false)
                if container.state == .running { running.append((user, known, profile)) }
            case .created where isUnfinished(container) && isLeft(user):
                await clear(user, because: .unfinished)
            case .created, .exited, .dead, .removing:
                await noteEnd(of: user, container.id)
            }
        }
        for user in Set(lives.keys).union(rooms.users) where !seen.contains(user) && starts[user] == nil {
            await noteEnd(of: user, nil)
        }
        return running
    }

    /// Whether nobody has come since the list was made.
    private func isLeft(_ user: UserName) -> Bool {
        places.container(of: user) == nil && places.use(of: user).isUnused
    }

    private func isUnfinished(_ container: ListedContainer) -> Bool {
        surroundings.clock().timeIntervalSince1970 - Double(container.created) > Self.unfinishedAge
    }

    private func clear(_ user: UserName, because reason: StopReason) async {
        _ = await pendingStop(of: user, because: reason, removing: .container).value
    }

    func noteBegin(of user: UserName, isNew: Bool) {
        if isNew || lives[user] == nil { lives[user] = WorkspaceLife(began: surroundings.clock()) }
    }

    /// It ended, and not by us.
    /// - Parameter container: nil where it is gone.
    private func noteEnd(of user: UserName, _ container: ContainerID?) async {
        guard lives[user] != nil || places.container(of: user) != nil else { return rooms.release(user) }
        var cause = "removed by others"
        do throws(EngineError) {
            if let status = try await engine.inspect(container: Self.containerName(of: user)) {
                // Somebody has started it since the list was made.
                if status.state == .running { return }
                cause = status.ended.map(Self.cause) ?? "ended"
            }
        } catch {
            return log.info("container's end not known", metadata: ["user": "\(user)", "cause": "\(error)"])
        }
        guard starts[user] == nil, stops[user] == nil else { return }
        ended(user)
        surroundings.changed(
            WorkspaceChange(
                kind: .stopped, user: user, subject: container?.description ?? "", duration: .zero, cause: cause))
        log.notice("container ended", metadata: ["user": "\(user)", "cause": "\(cause)"])
    }

    private static func cause(_ end: ContainerStatus.Ended) -> String {
        if end.isOutOfMemory { return "out of memory" }
        return end.error.isEmpty ? "ended with \(end.exitCode)" : "ended with \(end.exitCode): \(end.error)"
    }

    // MARK: Idleness

    /// Looks for signs of life where it is time to, and stops it where there is none.
    private func look(at user: UserName, _ container: RunningContainer, _ profile: Profile) async {
        noteUse(of: user)
        let rules = profile.idle
        let now = surroundings.clock()
        guard let life = lives[user] else { return }
        warn(user, life, rules, at: now)
        if places.use(of: user).isUnused, let next = IdleDecision.nextLook(rules, life, at: now), next <= now {
            await noteSigns(of: user, in: container, rules)
        }
        // Things may have changed meanwhile.
        guard let life = lives[user] else { return }
        switch IdleDecision.decide(rules, life, use: places.use(of: user), at: now) {
        case .keep: break
        case .stopIdle: _ = await stopUnused(user, because: .idle)?.value
        case .stopOld: _ = await pendingStop(of: user, because: .longestLife, removing: .nothing).value
        }
    }

    /// Sessions and forwards that there are, or were since the last look.
    func noteUse(of user: UserName) {
        guard lives[user] != nil else { return }
        let last = places.takeLastUse(of: user)
        let use = places.use(of: user)
        if !use.isUnused {
            lives[user]?.lastSign = surroundings.clock()
            lives[user]?.sign = "in use"
        } else if let last, let life = lives[user], last > life.lastSign {
            lives[user]?.lastSign = last
            lives[user]?.sign = "in use"
        }
    }

    private func noteSigns(of user: UserName, in container: RunningContainer, _ rules: IdleRules) async {
        let signs = await signs(of: user, in: container, rules)
        guard var life = lives[user] else { return }
        let reasons = signs.reasons(rules, since: life.processor)
        life.looked = surroundings.clock()
        if signs.processor != nil { life.processor = signs.processor }
        life.userHeldUntil = signs.userHeldUntil
        if !reasons.isEmpty {
            life.lastSign = surroundings.clock()
            life.sign = reasons.joined(separator: ", ")
        }
        lives[user] = life
    }

    /// What there is to see of life in it. What can't be seen counts as not there.
    func signs(of user: UserName, in container: RunningContainer, _ rules: IdleRules) async -> SignsOfLife {
        var signs = SignsOfLife()
        signs.use = places.use(of: user)
        do {
            if let guests, container.hasGuestAgent {
                try await control.fill(&signs, of: user, in: container, rules, by: guests, clock: surroundings.clock)
            } else {
                try await fill(&signs, in: container, rules)
            }
        } catch {
            log.info("no signs of life to be had", metadata: ["user": "\(user)", "cause": "\(error)"])
        }
        return signs
    }

    /// By the engine, which knows less: no ports, no hold.
    private func fill(
        _ signs: inout SignsOfLife, in container: RunningContainer, _ rules: IdleRules
    ) async throws(EngineError) {
        if rules.processorPercent != nil {
            let usage = try await engine.usage(of: container.id)
            signs.processor = ProcessorReading(
                nanoseconds: UInt64(clamping: usage.cpuNanoseconds), time: surroundings.clock())
        }
        guard rules.multiplexers || !rules.keepAlive.isEmpty else { return }
        let names = Set(try await engine.processNames(in: container.id))
        signs.processes = rules.keepAlive.filter(names.contains)
        signs.multiplexer =
            names.contains("tmux: server") ? "tmux" : names.contains("screen") ? "screen" : nil
    }

    /// Those in it hear of the end of a longest life.
    private func warn(_ user: UserName, _ life: WorkspaceLife, _ rules: IdleRules, at now: Date) {
        guard !life.isWarned, let end = IdleDecision.lifeEnd(rules, life),
            end.timeIntervalSince(now) <= min(Self.warningTime, end.timeIntervalSince(life.began) / 2)
        else { return }
        lives[user]?.isWarned = true
        let minutes = max(1, Int(end.timeIntervalSince(now) / 60))
        notices.say(
            .tell(
                user,
                "Your workspace has run for as long as it may. It is stopped in \(minutes) min; your files stay."))
    }
}

extension LoopActor {
    fileprivate func fill(
        _ signs: inout SignsOfLife, of user: UserName, in container: RunningContainer, _ rules: IdleRules,
        by guests: GuestAgents, clock: @Sendable () -> Date
    ) async throws(GuestFailure) {
        let question = GuestLifeQuestion(
            user: GuestUser(uid: container.owner.uid, gid: container.owner.gid), home: Array(container.home.utf8),
            keepAlive: rules.keepAlive, looksAtPorts: rules.usedPorts && !container.sharesHostNetwork)
        let life = try await guests.life(of: user, question, on: loop)
        signs.processor = life.cpuNanoseconds.map { ProcessorReading(nanoseconds: $0, time: clock()) }
        signs.processes = life.keptBy
        signs.multiplexer = life.multiplexer.map { "\($0)" }
        signs.usedPorts = life.usedPorts
        signs.userHeldUntil = life.holdUntil.map { Date(timeIntervalSince1970: Double($0)) }
    }
}
