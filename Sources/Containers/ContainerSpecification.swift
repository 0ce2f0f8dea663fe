/// What a container is created from; the engine translates it into its own request and adds nothing.
public struct ContainerSpecification: Hashable, Sendable {
    /// A host folder bind-mounted into the container.
    public struct Mount: Hashable, Sendable {
        public var source: String
        public var target: String
        public var readOnly: Bool

        public init(source: String, target: String, readOnly: Bool = false) {
            self.source = source
            self.target = target
            self.readOnly = readOnly
        }
    }

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
    public var labels: [String: String] = [:]
    public var mounts: [Mount] = []
    public var workingDirectory: String = "/"
    /// In bytes; nil: no limit.
    public var memory: Int?
    /// In CPUs, such as 1.5; nil: no limit.
    public var cpus: Double?
    /// Processes and threads; nil: no limit.
    public var pids: Int?
    /// Of the engine's default set, what to take away, without "CAP_". `ALL` takes all.
    public var droppedCapabilities: [String] = []
    public var addedCapabilities: [String] = []
    public var allowsNewPrivileges: Bool = false
    /// `bridge`, `none`, `host` or a network's name.
    public var network: String = "bridge"

    public init(image: String, hostname: String, command: [String]) {
        self.image = image
        self.hostname = hostname
        self.command = command
    }
}
