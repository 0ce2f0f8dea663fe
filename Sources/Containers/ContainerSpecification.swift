/// What a container is created from; the engine translates it into its own request and adds nothing.
///
/// What is nil or empty is left to the engine's default. Two specifications of one `fingerprint` make the same container.
public struct ContainerSpecification: Hashable, Sendable {
    public var image: String
    public var hostname: String
    /// The main command, replacing the image's entry point and command.
    public var command: [String]
    /// Whose the main command is. Not the image's default: a command run as root later has capabilities only in a
    /// container that root started.
    public var user: String = "0:0"
    /// Run the engine's own init as process 1, to reap orphans.
    public var runsInit: Bool = true
    public var environment: [String: String] = [:]
    /// What the container is found by again; no part of what it is.
    public var labels: [String: String] = [:]
    public var mounts: [Mount] = []
    public var workingDirectory: String = "/"

    // MARK: Limits

    /// In bytes; nil: no limit.
    public var memory: Int?
    /// In CPUs, such as 1.5; nil: no limit.
    public var cpus: Double?
    /// Processes and threads; nil: no limit.
    public var pids: Int?
    /// Of /dev/shm, in bytes; nil: 64 MiB with Docker.
    public var shmSize: Int?
    public var ulimits: [Ulimit] = []
    /// Of what the container writes outside its mounts, in bytes; nil: no limit. Docker refuses it but where its folder
    /// is on XFS with project quotas (mount option `pquota`).
    public var diskSize: Int?

    // MARK: Rights

    /// Of the engine's default set, what to take away, without "CAP_". `ALL` takes all.
    public var droppedCapabilities: [String] = []
    public var addedCapabilities: [String] = []
    public var allowsNewPrivileges: Bool = false
    /// The system calls it may use: `unconfined`, or a profile's text, which is JSON; nil: the engine's profile.
    public var seccomp: String?
    /// Every capability and device of the host, and no seccomp profile, whatever the other fields say: its root is the
    /// host's root.
    public var isPrivileged: Bool = false
    /// Only mounts can be written to.
    public var hasReadOnlyRoot: Bool = false
    /// Folders in memory, everyone's to write to and to run programs from, such as /tmp and /run under a read-only root.
    /// They count against `memory`.
    public var tmpfs: [String] = []
    public var devices: [Device] = []
    public var gpus: GPURequest?

    // MARK: Surroundings

    /// `bridge`, `none`, `host` or a network's name.
    public var network: String = "bridge"
    /// Name servers, by address; empty: the host's.
    public var dns: [String] = []
    public var ports: [Port] = []
    /// The namespace of shared memory and semaphores: `none`, `private`, `shareable`, `host` or `container:<name>`.
    public var ipc: String?

    public init(image: String, hostname: String, command: [String]) {
        self.image = image
        self.hostname = hostname
        self.command = command
    }
}
