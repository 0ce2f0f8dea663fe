public import Model

/// What a workspace is, and how it is kept. Each field is a setting: of the section `workspace` for all, and of a
/// profile for those who have it.
public struct Profile: Hashable, Sendable {
    /// The bridge network that Gangway makes itself, with traffic between its containers off.
    public static let isolatedNetwork = "gangway"

    public var name = ProfileName.standard

    // MARK: The container

    /// The image, by tag or digest.
    public var image: String = "gangway-workspace:latest"
    /// The home's path in the container. Also `HOME` where the image's passwd file does not know `uid`.
    public var home: String = "/home/user"
    /// A volume's name for the home, in which `${user}` stands for the user; nil: the host's folder of homes.
    public var homeVolume: String?
    /// Whose files and processes a session's are. A session has exactly this group: supplementary groups of the image
    /// are not taken over, as the engine knows them only for a user without a group, who in turn would get group 0 in
    /// an image that does not list `uid`.
    public var uid: UInt32 = 1000
    public var gid: UInt32 = 1000
    /// Instead of `uid` and `gid`, those of the host's account of the user's name: files made inside belong to that
    /// person outside.
    public var usesHostAccount = false
    /// The login shell; nil: what the image's passwd file says.
    public var shell: String?
    /// Further mounts; `${user}` stands for the user in their sources.
    public var mounts: [ContainerSpecification.Mount] = []
    /// For every process of the container. `USERNAME` and `USER_ID` are set by Gangway.
    public var environment: [String: String] = [:]
    /// Whether `http_proxy`, `https_proxy` and `no_proxy`, in small and capital letters, are passed on from the gateway's
    /// own environment.
    public var passesProxies = false
    /// In bytes; nil: no limit.
    public var memory: Int? = 8 << 30
    /// In CPUs; nil: no limit.
    public var cpus: Double? = 2
    /// Processes and threads; nil: no limit.
    public var pids: Int? = 4096
    /// Of /dev/shm, in bytes; nil: the engine's default.
    public var shmSize: Int?
    public var ulimits: [ContainerSpecification.Ulimit] = []
    /// Of what is written outside the mounts, in bytes, where the storage driver can; nil: no limit.
    public var diskSize: Int?
    /// `gangway` is made where it is missing; `bridge`, `none`, `host` or another network's name is used as it is.
    public var network: String = isolatedNetwork
    /// Name servers, by address; empty: the host's.
    public var dns: [String] = []
    /// Ports of the workspace on the host: for profiles of one user, as a host's port can be had once.
    public var ports: [ContainerSpecification.Port] = []
    public var devices: [ContainerSpecification.Device] = []
    public var gpus: ContainerSpecification.GPURequest?
    /// Capabilities of the container's root, without "CAP_"; all others are dropped. KILL is what ends the processes of
    /// a client that went away; the rest is what package tools and services of a plain machine need.
    public var capabilities: [String] = [
        "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID", "SYS_CHROOT",
    ]
    /// Whether set-user-ID programs (sudo, su) work.
    public var allowsNewPrivileges: Bool = false
    /// `unconfined`, or a profile's text, which is JSON; nil: the engine's profile.
    public var seccomp: String?
    /// As `ContainerSpecification.ipc`.
    public var ipc: String?
    public var isPrivileged = false
    /// Whether nothing but mounts can be written to.
    public var hasReadOnlyRoot = false
    /// Folders in memory, for a read-only root.
    public var tmpfs: [String] = []
    /// The administrator's own; ours go over them.
    public var labels: [String: String] = [:]

    // MARK: Sessions

    public var wayIn = WayInChoice.automatic
    public var sftpServer = SFTPServerChoice.builtIn
    /// Shown when a terminal opens; nil: nothing.
    public var message: String?
    public var forwarding = ForwardingPolicy()
    public var recording = RecordingPolicy()

    // MARK: Life

    public var idle = IdleRules()
    /// Between the programs' SIGTERM and their SIGKILL when it is stopped.
    public var stopGrace: Duration = .seconds(10)
    /// Whether a container is never replaced by one of a newer image or profile, so that what was changed in it stays.
    public var keepsContainer = false
    /// At most this many of the profile's workspaces run at the same time; nil: no limit.
    public var maxRunning: Int?
    /// Whether fields are allowed that let a workspace out of its bounds (`risks`).
    public var allowsRisks = false

    public init() {}

    var promise: RunningRooms.Promise {
        RunningRooms.Promise(profile: name, limit: maxRunning, memory: memory ?? 0)
    }
}
