extension SessionEvent {
    /// What was done to a user's container.
    public struct WorkspaceChange: Sendable, Hashable {
        /// The container's name.
        public var workspace: String
        /// The container's id, or the image of one that was pulled.
        public var container: String?
        public var duration: Duration
        /// Why, such as `session`, `idle`.
        public var cause: String

        public init(workspace: String, container: String? = nil, duration: Duration, cause: String) {
            self.workspace = workspace
            self.container = container
            self.duration = duration
            self.cause = cause
        }
    }

    /// What an admin did.
    public struct AdminAction: Sendable, Hashable {
        /// Such as `root(0) pid 123` or an admin's name.
        public var actor: String
        /// Such as `kill`, `watch`.
        public var action: String
        /// The id of what it was done to.
        public var target: String?
        public var detail: String?

        public init(actor: String, action: String, target: String? = nil, detail: String? = nil) {
            self.actor = actor
            self.action = action
            self.target = target
            self.detail = detail
        }
    }

    /// Why a recording was removed.
    public enum RecordingRemoval: String, Sendable, Hashable, CaseIterable {
        case age
        case size
    }
}
