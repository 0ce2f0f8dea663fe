import Containers
import Foundation
import Hummingbird
import Model

/// The workspaces: seen, started, stopped, kept, renewed, removed.
struct WorkspaceRoutes {
    let parts: AdminParts

    func add(to root: RouterGroup<AdminRequestContext>) {
        let routes = root.group("workspaces")
        addSights(to: routes)
        addOrders(to: routes)
        WorkspaceExecRoute(parts: parts).add(to: routes)
        // Not below them: a user may be called that.
        root.get("usage") { request, _ in
            _ = try QueryParameters(request, allowed: [])
            return try await answer { workspaces in
                try await workspaces.usage().map { WorkspaceReading(user: "\($0.user)", $0.usage) }
            }
        }
    }

    private func addSights(to routes: RouterGroup<AdminRequestContext>) {
        routes.get { request, _ in
            _ = try QueryParameters(request, allowed: [])
            return try await answer { try await $0.list().map(WorkspaceEntry.init) }
        }
        routes.get(":user") { request, context in
            let user = try Self.user(context)
            _ = try QueryParameters(request, allowed: [])
            return try await answer { _ in WorkspaceEntry(try await existing(user, looks: true)) }
        }
        routes.get(":user/logs") { request, context in
            let user = try Self.user(context)
            let tail = try QueryParameters(request, allowed: ["tail"])
                .parsed("tail", "a whole number from 1 to 10000") { text in
                    Int(text).flatMap { (1...10_000).contains($0) ? $0 : nil }
                }
            return try await Self.translated {
                _ = try await existing(user)
                note(.workspaceLogs, user, context)
                let bytes = try await parts.workspaces.logs(user, tail ?? 200)
                return Response(
                    status: .ok, headers: [.contentType: "application/octet-stream"],
                    body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
            }
        }
    }

    private func addOrders(to routes: RouterGroup<AdminRequestContext>) {
        routes.post(":user/start") { _, context in
            let user = try Self.user(context)
            return try await answer { workspaces in
                let profile = try await profile(of: user)
                let wasRunning = try await workspaces.status(user, false)?.state == .running
                note(.workspaceStart, user, context)
                try await workspaces.start(user, profile, context.actor)
                return Changed(changed: !wasRunning)
            }
        }
        routes.post(":user/stop") { _, context in
            let user = try Self.user(context)
            return try await answer { workspaces in
                let wasRunning = try await existing(user).state.mayRun
                note(.workspaceStop, user, context)
                try await workspaces.stop(user, context.actor)
                return Changed(changed: wasRunning)
            }
        }
        routes.post(":user/restart") { _, context in
            let user = try Self.user(context)
            return try await answer { workspaces in
                let profile = try await profile(of: user)
                note(.workspaceRestart, user, context)
                try await workspaces.stop(user, context.actor)
                try await workspaces.start(user, profile, context.actor)
                return Done()
            }
        }
        routes.post(":user/remove") { request, context in
            let user = try Self.user(context)
            let body = try await request.decode(as: RemoveBody.self, context: context)
            return try await answer { try await remove(user, withHome: body.home, context, $0) }
        }
        routes.post(":user/hold") { request, context in
            let user = try Self.user(context)
            let body = try await request.decode(as: HoldBody.self, context: context)
            if let seconds = body.seconds, !(1...HoldBody.limit).contains(seconds) {
                throw AdminError.invalid("a workspace is held for 1 to \(HoldBody.limit) seconds")
            }
            return try await answer { workspaces in
                let state = try await existing(user).state
                note(.workspaceHold, user, context, detail: body.seconds.map { "\($0) s" } ?? "off")
                let end = body.seconds.map { Date(timeIntervalSinceNow: Double($0)) }
                guard state == .running, await workspaces.hold(user, end) else {
                    throw AdminError.notRunning("\(user)")
                }
                return HeldUntil(until: end)
            }
        }
        routes.post(":user/upgrade") { request, context in
            let user = try Self.user(context)
            let body = try await request.decode(as: UpgradeBody.self, context: context)
            return try await answer { workspaces in
                let profile = try await profile(of: user)
                note(.workspaceUpgrade, user, context, detail: body.now ? "now" : nil)
                return Changed(changed: try await workspaces.upgrade(user, profile, body.now, context.actor))
            }
        }
    }

    /// A home may be all that is left of a user.
    private func remove(
        _ user: UserName, withHome: Bool, _ context: AdminRequestContext, _ workspaces: AdminWorkspaces
    ) async throws -> Removed {
        let status = try await workspaces.status(user, false)
        guard status != nil || withHome else { throw AdminError.noWorkspace("\(user)") }
        var home: WorkspaceHome?
        if withHome {
            let profile: ProfileName? =
                if let status { status.profile } else { try await workspaces.owners()[user] ?? nil }
            home = workspaces.home(user, profile)
        }
        if case .sharedVolume(let name) = home { throw AdminError.homeIsShared("\(user)", volume: name) }
        note(.workspaceRemove, user, context, detail: withHome ? "with its home" : nil)
        let hadHome = try await workspaces.remove(user, home, context.actor)
        return Removed(container: status != nil, home: hadHome)
    }

    // MARK: Parts of answers

    private func answer(_ body: (AdminWorkspaces) async throws -> some Encodable) async throws -> Response {
        try await Self.translated { try JSONAnswer.response(try await body(parts.workspaces)) }
    }

    /// Failures of the workspaces in the words of administration.
    static func translated(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let error as WorkspaceError {
            throw AdminError.workspace(error)
        } catch let error as EngineError {
            throw AdminError.workspace(.engine(error))
        }
    }

    private func existing(_ user: UserName, looks: Bool = false) async throws -> WorkspaceStatus {
        guard let status = try await parts.workspaces.status(user, looks) else {
            throw AdminError.noWorkspace("\(user)")
        }
        return status
    }

    private func profile(of user: UserName) async throws -> ProfileName? {
        try await parts.workspaces.profile(of: user)
    }

    private func note(
        _ name: AdminAction.Name, _ user: UserName, _ context: AdminRequestContext, detail: String? = nil
    ) {
        parts.record(AdminAction(actor: context.actor, name: name, target: "\(user)", detail: detail))
    }

    static func user(_ context: AdminRequestContext) throws -> UserName {
        let text = try context.parameters.require("user")
        guard let user = UserName(text) else { throw AdminError.invalid(UserName.rule) }
        return user
    }
}

extension AdminWorkspaces {
    /// - Throws: `AdminError.noUser` for those who may have no workspace.
    func profile(of user: UserName) async throws -> ProfileName? {
        guard let profile = try await owners()[user] else { throw AdminError.noUser("\(user)") }
        return profile
    }
}

extension ContainerStatus.State {
    /// Whether there is something to stop.
    fileprivate var mayRun: Bool {
        switch self {
        case .running, .paused, .restarting: true
        case .created, .removing, .exited, .dead: false
        }
    }
}
