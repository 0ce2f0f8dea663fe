/// A user's container that ran when it was last looked at.
struct RunningContainer: Hashable, Sendable {
    let id: ContainerID
    /// It was made with a guest agent, which may answer.
    let hasGuestAgent: Bool
}
