/// What the host's administrator needs to know to open programs in a workspace without the server (`WorkspaceOpener`).
public struct WorkspaceEntrance: Codable, Hashable, Sendable {
    /// The container's name.
    public let container: String
    /// Whose the programs are.
    public let uid: UInt32
    public let gid: UInt32
    /// The home's path in the workspace.
    public let home: String
    /// The host's folder of the workspaces' folders for guest agents' sockets; nil: this one has no guest agent.
    public let guests: String?

    public init(container: String, uid: UInt32, gid: UInt32, home: String, guests: String?) {
        self.container = container
        self.uid = uid
        self.gid = gid
        self.home = home
        self.guests = guests
    }
}
