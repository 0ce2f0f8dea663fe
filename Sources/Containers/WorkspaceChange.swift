public import Model

/// Something that was done to a user's container, for logs.
public struct WorkspaceChange: Sendable {
    public enum Kind: Sendable {
        case created
        case started
        case unpaused
        /// `subject` is the image.
        case imagePulled
    }

    public let kind: Kind
    public let user: UserName
    /// The container's id, as far as it has one by then.
    public let subject: String
    public let duration: Duration
}
