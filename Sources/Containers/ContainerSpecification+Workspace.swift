import GuestProtocol
import Model

extension ContainerSpecification {
    /// Sleeps until SIGTERM, which the engine's init passes on. `wait` is what a trap can interrupt; a shell that waits
    /// for a program would end only after it. Not every `sleep` knows "infinity".
    static let idleCommand = [
        "/bin/sh", "-c", "trap 'exit 0' TERM INT; sleep infinity & wait; while :; do sleep 86400 & wait; done",
    ]

    /// The container of `user`'s workspace.
    /// - Parameters:
    ///   - home: the home's folder on the host.
    ///   - guests: nil: the container gets no guest agent.
    init(
        workspaceOf user: UserName, home: String, guests: GuestAgents?, imageDigest: String, version: String,
        _ configuration: WorkspaceConfiguration
    ) {
        self.init(
            image: configuration.image, hostname: user.description,
            command: guests == nil ? Self.idleCommand : [GuestPlaces.executable])
        environment = configuration.environment
        environment["USERNAME"] = user.description
        environment["USER_ID"] = String(configuration.uid)
        labels = WorkspaceLabels.make(owner: user, imageDigest: imageDigest, version: version)
        if guests != nil { labels[WorkspaceLabels.guest] = "true" }
        mounts = [Mount(source: home, target: configuration.home)] + (guests?.mounts(of: user) ?? [])
        memory = configuration.memory
        cpus = configuration.cpus
        pids = configuration.pids
        droppedCapabilities = ["ALL"]
        addedCapabilities = configuration.capabilities
        allowsNewPrivileges = configuration.allowsNewPrivileges
        network = configuration.network
    }
}
