/// How workspaces are kept, beside what their profiles say. Each field is a setting.
public struct WorkspaceConfiguration: Hashable, Sendable {
    /// The host folder of the homes, absolute: `<homes>/<user>` is mounted as the container's home.
    public var homes: String
    public var profiles = Profiles()
    /// Tells this server's containers from those of others on the same engine. Letters and digits.
    public var instance: String

    /// What containers need to have a guest agent; nil: they get none.
    public var guest: GuestConfiguration?

    /// How long a container may stay restarting or removing before its user is told to try again.
    public var startLimit: Duration = .seconds(60)
    /// How many containers may be created or started at the same time; further users wait in line.
    public var concurrentStarts: Int = 8
    public var quota = RunningQuota()
    /// Between two looks at all workspaces.
    public var sweepInterval: Duration = .seconds(60)
    /// For `Profile.passesProxies`: the gateway's own variables.
    public var proxies: [String: String] = [:]

    public init(homes: String, instance: String = "") {
        self.homes = homes
        self.instance = instance
    }
}
