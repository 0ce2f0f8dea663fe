import Logging
import Model

extension Workspaces {
    /// Asks the hooks, pulls the image where it is missing, and makes the container.
    func create(_ plan: WorkspacePlan, _ start: PendingStart) async throws(WorkspaceError) -> ContainerID {
        do throws(HookError) {
            try await surroundings.hooks.run(call(.create, plan.user, plan.profile, nil, reason: start.cause))
        } catch {
            guard case .refused(let text) = error else {
                log.error("create hook failed", metadata: ["user": "\(plan.user)", "cause": "\(error)"])
                throw .hookFailed(cause: "\(error)")
            }
            throw .refusedByHook(text: text)
        }
        return try await engineCall { () throws(EngineError) in
            if plan.profile.network == Profile.isolatedNetwork {
                try await engine.ensureIsolatedNetwork(plan.profile.network)
            }
            var digest = try await engine.digest(ofImage: plan.profile.image)
            if digest == nil {
                digest = try await pull(plan, start)
            }
            do throws(EngineError) {
                return try await create(plan, imageDigest: digest)
            } catch  where error.kind == .imageMissing {
                // Removed between the two calls.
                return try await create(plan, imageDigest: try await pull(plan, start))
            }
        }
    }

    private func pull(_ plan: WorkspacePlan, _ start: PendingStart) async throws(EngineError) -> String? {
        let begin = ContinuousClock.now
        let image = plan.profile.image
        start.report(.pulling(percent: 0))
        do throws(EngineError) {
            try await engine.pull(image: image) { start.report(.pulling(percent: $0)) }
        } catch  where error.kind == .refused {
            // Whatever the registry's reason is: to the user the image is missing.
            throw EngineError(.imageMissing, error.detail)
        }
        surroundings.changed(
            WorkspaceChange(
                kind: .imagePulled, user: plan.user, subject: image, duration: begin.duration(to: .now),
                cause: start.cause))
        start.report(.creating)
        return try await engine.digest(ofImage: image)
    }

    private func create(_ plan: WorkspacePlan, imageDigest digest: String?) async throws(EngineError) -> ContainerID {
        guard let digest else { throw EngineError(.imageMissing, "\(plan.profile.image) is not there after its pull") }
        let container = try await engine.create(
            container: Self.containerName(of: plan.user),
            plan.labelled(imageDigest: digest, instance: configuration.instance, version: version))
        log.info("container created", metadata: ["user": "\(plan.user)", "container": "\(container)"])
        return container
    }
}
