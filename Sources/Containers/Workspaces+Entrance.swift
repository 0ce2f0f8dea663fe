public import Model

extension Workspaces {
    /// Starts it where it does not run, and tells how programs are opened in it. Hold a lease for as long as they run.
    /// - Parameter profile: the user's.
    public func entrance(
        of user: UserName, _ profile: ProfileName?, by actor: String
    ) async throws(WorkspaceError) -> WorkspaceEntrance {
        // What is remembered to run may have ended unnoticed, and nobody comes back here to say so.
        if let known = places.container(of: user) {
            let status = try await engineCall { () throws(EngineError) in
                try await engine.inspect(container: Self.containerName(of: user))
            }
            if status?.state != .running { places.forget(known.id, of: user) }
        }
        let container = try await started(user, profile, cause: "by \(actor)") { _ in }
        return WorkspaceEntrance(
            container: Self.containerName(of: user), uid: container.owner.uid, gid: container.owner.gid,
            home: container.home, guests: container.hasGuestAgent ? configuration.guest?.folders : nil)
    }
}
