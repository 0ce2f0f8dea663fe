import Model

/// What to do next for a user's container, given what the engine says of it.
enum WorkspaceStep: Hashable {
    case create
    case start(ContainerID)
    /// To be removed and made anew.
    case replace(ContainerID, StopReason)
    case unpause(ContainerID)
    case use(RunningContainer)
    /// It will leave that state by itself.
    case wait(ContainerStatus.State)
    /// The name is taken by a container that is not this user's workspace.
    case refuse

    /// - Parameters:
    ///   - profile: the user's.
    ///   - instance: `WorkspaceConfiguration.instance`.
    static func next(for status: ContainerStatus?, of user: UserName, _ profile: Profile, instance: String = "")
        -> WorkspaceStep
    {
        guard let status else { return .create }
        guard WorkspaceLabels.prove(status.labels, owner: user, instance: instance) else { return .refuse }
        return switch status.state {
        case .created, .exited, .dead: .start(status.id)
        case .paused: .unpause(status.id)
        case .running:
            .use(RunningContainer(status.id, labels: status.labels, of: profile))
        case .restarting, .removing: .wait(status.state)
        }
    }
}
