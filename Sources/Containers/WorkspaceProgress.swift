/// What a user waits for until the workspace runs.
public enum WorkspaceProgress: Hashable, Sendable {
    case finding
    /// The image is being fetched; 0 to 100.
    case pulling(percent: Int)
    case creating
    case starting
    case resuming
    /// The container is in a passing state of its own.
    case waiting(ContainerStatus.State)
    /// There is no room for it yet; 1 is next.
    case inLine(place: Int)
    /// It is being stopped, and will be started again.
    case stopping
}
