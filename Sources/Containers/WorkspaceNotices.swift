public import Model

/// What `Workspaces` has to say to the sessions in a workspace. One listener.
public struct WorkspaceNotices: Sendable {
    public enum Notice: Sendable {
        /// A line of text for the user.
        case tell(UserName, String)
        /// The same, and sessions shall end in an orderly way: the workspace is stopped in some seconds.
        case end(UserName, String)
    }

    /// Bounded: who does not listen misses the oldest.
    private static let limit = 1024

    public let stream: AsyncStream<Notice>
    private let continuation: AsyncStream<Notice>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.limit))
    }

    func say(_ notice: Notice) {
        continuation.yield(notice)
    }
}
