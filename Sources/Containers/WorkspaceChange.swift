public import Model

/// Something that was done to a user's container, or happened to it, for logs.
public struct WorkspaceChange: Sendable {
    public enum Kind: Sendable {
        case created
        case started
        case unpaused
        /// `subject` is the image.
        case imagePulled
        case stopped
        case removed
    }

    public let kind: Kind
    public let user: UserName
    /// The container's id, as far as it has one by then.
    public let subject: String
    public let duration: Duration
    /// Such as `session`, `idle`, `died`, or the words of `StopReason`.
    public let cause: String
}
