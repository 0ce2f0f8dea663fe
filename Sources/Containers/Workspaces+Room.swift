import Logging
import Model

extension Workspaces {
    /// Takes the host's room for the workspace; where there is none, waits for it or refuses, as the quota says.
    /// - Returns: whether time passed.
    /// - Throws: `.full`.
    func takeRoom(_ plan: WorkspacePlan, _ start: PendingStart) async throws(WorkspaceError) -> Bool {
        let promise = plan.profile.promise
        guard let obstacle = rooms.take(plan.user, promise) else { return false }
        log.notice("no room for a workspace", metadata: ["user": "\(plan.user)", "cause": "\(obstacle)"])
        guard configuration.quota.whenFull == .wait else { throw .full(limit: obstacle) }
        let patience = Task { [limit = configuration.quota.waitLimit] in
            try? await Task.sleep(for: limit)
            giveUpRoom(for: plan.user)
        }
        let refusal: String? = await withCheckedContinuation { rooms.wait(plan.user, promise, start, $0) }
        patience.cancel()
        if let refusal { throw .full(limit: refusal) }
        return true
    }

    private func giveUpRoom(for user: UserName) {
        if !Task.isCancelled { rooms.giveUp(user) }
    }
}
