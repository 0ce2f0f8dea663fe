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
    ///   - proxies: for profiles that pass them on.
    init(
        workspaceOf user: UserName, _ owner: WorkspaceOwner, home: String, guests: GuestAgents?,
        proxies: [String: String], _ profile: Profile
    ) {
        self.init(
            image: profile.image, hostname: user.description,
            command: guests == nil ? Self.idleCommand : [GuestPlaces.executable])
        environment = profile.passesProxies ? proxies.merging(profile.environment) { $1 } : profile.environment
        environment["USERNAME"] = user.description
        environment["USER_ID"] = String(owner.uid)
        environment[LoginShell.variable] = profile.shell
        labels = profile.labels
        if guests != nil { labels[WorkspaceLabels.guest] = "true" }
        let homeMount =
            switch profile.home(of: user) {
            case .folder: Mount(source: home, target: profile.home)
            case .volume(let name), .sharedVolume(let name): Mount(.volume, source: name, target: profile.home)
            }
        let further = profile.mounts.map { mount in
            var mount = mount
            mount.source = user.filled(into: mount.source)
            return mount
        }
        mounts = [homeMount] + further + (guests?.mounts(of: user) ?? [])
        memory = profile.memory
        cpus = profile.cpus
        pids = profile.pids
        droppedCapabilities = ["ALL"]
        addedCapabilities = profile.capabilities
        allowsNewPrivileges = profile.allowsNewPrivileges
        shmSize = profile.shmSize
        ulimits = profile.ulimits
        diskSize = profile.diskSize
        network = profile.network
        dns = profile.dns
        ports = profile.ports
        devices = profile.devices
        gpus = profile.gpus
        seccomp = profile.seccomp
        ipc = profile.ipc
        isPrivileged = profile.isPrivileged
        hasReadOnlyRoot = profile.hasReadOnlyRoot
        tmpfs = profile.tmpfs
    }
}
