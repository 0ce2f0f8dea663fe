/// What one call tells of each of many containers.
public struct ListedContainer: Hashable, Sendable {
    public let id: ContainerID
    /// Empty where the engine has taken it away already, in the middle of a removal.
    public let name: String
    public let state: ContainerStatus.State
    public let labels: [String: String]
    /// When it was made, in seconds since 1970.
    public let created: Int

    public init(
        id: ContainerID, name: String, state: ContainerStatus.State, labels: [String: String], created: Int
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.labels = labels
        self.created = created
    }
}
