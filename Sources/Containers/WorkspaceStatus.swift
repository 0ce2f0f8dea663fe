public import FoundationEssentials
public import Model

/// A workspace as administrators see it.
public struct WorkspaceStatus: Hashable, Sendable {
    public var user: UserName
    public var container: ContainerID
    public var state: ContainerStatus.State
    /// That it was made with.
    public var profile: ProfileName
    public var image: String
    /// In what it is behind, and would be made anew at its next start; nil: in nothing.
    public var behind: WorkspaceDifference?
    public var use: WorkspaceUse
    /// When it was seen to run first; nil: it does not run.
    public var began: Date?
    public var lastSign: Date?
    /// Which sign of life that was.
    public var sign: String?
    /// The signs of life that there are now; filled for one workspace only.
    public var busyBecause: [String] = []
    /// nil: nobody holds it.
    public var heldUntil: Date?
    /// When it is stopped if nothing changes; nil: not by itself.
    public var stops: Date?

    init(
        user: UserName, container: ContainerID, state: ContainerStatus.State, profile: ProfileName, image: String,
        behind: WorkspaceDifference?, use: WorkspaceUse
    ) {
        self.user = user
        self.container = container
        self.state = state
        self.profile = profile
        self.image = image
        self.behind = behind
        self.use = use
    }
}
