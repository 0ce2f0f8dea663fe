/// What workspaces are made from. Each field is a setting.
public struct WorkspaceConfiguration: Hashable, Sendable {
    /// The bridge network that Gangway makes itself, with traffic between its containers off.
    public static let isolatedNetwork = "gangway"

    /// The image, by tag or digest.
    public var image: String = "gangway-workspace:latest"
    /// The host folder of the homes, absolute: `<homes>/<user>` is mounted as the container's `home`.
    public var homes: String
    /// The home's path in the container. Also `HOME` where the image's passwd file does not know `uid`.
    public var home: String = "/home/user"
    /// Whose files and processes a session's are. A session has exactly this group: supplementary groups of the image
    /// are not taken over, as the engine knows them only for a user without a group, who in turn would get group 0 in
    /// an image that does not list `uid`.
    public var uid: UInt32 = 1000
    public var gid: UInt32 = 1000

    /// In bytes; nil: no limit.
    public var memory: Int? = 8 << 30
    /// In CPUs; nil: no limit.
    public var cpus: Double? = 2
    /// Processes and threads; nil: no limit.
    public var pids: Int? = 4096
    /// `gangway` is made where it is missing; `bridge`, `none`, `host` or another network's name is used as it is.
    public var network: String = isolatedNetwork
    /// Capabilities of the container's root, without "CAP_"; all others are dropped. KILL is what ends the processes of
    /// a client that went away; the rest is what package tools and services of a plain machine need.
    public var capabilities: [String] = [
        "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID", "SYS_CHROOT",
    ]
    /// Whether set-user-ID programs (sudo, su) work.
    public var allowsNewPrivileges: Bool = false
    /// For every process of the container. `USERNAME` and `USER_ID` are set by Gangway.
    public var environment: [String: String] = [:]

    /// What containers need to have a guest agent; nil: they get none.
    public var guest: GuestConfiguration?
    public var wayIn = WayInChoice.automatic
    public var sftpServer = SFTPServerChoice.builtIn

    /// How long a container may stay restarting or removing before its user is told to try again.
    public var startLimit: Duration = .seconds(60)
    /// How many containers may be created or started at the same time; further users wait in line.
    public var concurrentStarts: Int = 8

    public init(homes: String) {
        self.homes = homes
    }
}
