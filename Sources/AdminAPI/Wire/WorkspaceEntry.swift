public import Containers

public import struct Foundation.Date

/// A workspace that has a container, as the admin socket and `--json` show it.
public struct WorkspaceEntry: Codable, Sendable, Hashable {
    public let user: String
    /// The container's name.
    public let workspace: String
    /// The container's id.
    public let container: String
    /// Such as running, exited; the words of the Engine API.
    public let state: String
    /// That it was made with.
    public let profile: String
    public let image: String
    /// What it is behind in, and would be made anew for: image, profile, other-profile; nil: nothing.
    public let behind: String?
    public let sessions: Int
    public let forwards: Int
    /// Of administrators, by `exec`.
    public let commands: Int
    /// When it was seen to run first; nil: it does not run.
    public let since: Date?
    public let lastSign: Date?
    /// Which sign of life that was.
    public let sign: String?
    /// The signs of life that there are now; filled for one workspace only.
    public let busyBecause: [String]
    public let heldUntil: Date?
    /// When it is stopped if nothing changes; nil: not by itself.
    public let stopsAt: Date?

    private enum CodingKeys: String, CodingKey {
        case user
        case workspace
        case container
        case state
        case profile
        case image
        case behind
        case sessions
        case forwards
        case commands
        case since
        case lastSign = "last_sign"
        case sign
        case busyBecause = "busy_because"
        case heldUntil = "held_until"
        case stopsAt = "stops_at"
    }

    public var isRunning: Bool { state == ContainerStatus.State.running.rawValue }

    public init(_ status: WorkspaceStatus) {
        user = status.user.description
        workspace = Workspaces.containerName(of: status.user)
        container = status.container.description
        state = status.state.rawValue
        profile = status.profile.description
        image = status.image
        behind = status.behind?.rawValue
        sessions = status.use.sessions
        forwards = status.use.forwards
        commands = status.use.commands
        since = status.began
        lastSign = status.lastSign
        sign = status.sign
        busyBecause = status.busyBecause
        heldUntil = status.heldUntil
        stopsAt = status.stops
    }
}
