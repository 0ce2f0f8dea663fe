import Containers
import Model

extension ProfileField {
    /// Every field of a profile, in the order in which they are shown. What a text of Docker's form means is in
    /// `ContainerSpecification+Text.swift`.
    static let table = container + limits + rights + surroundings + sessions + life

    private static let container: [ProfileField] = [
        .text("image", \.image),
        .absolutePath("home", \.home),
        .optional("home_volume", "a volume's name, with ${user} for the user's", \.homeVolume) {
            VolumeName.isOne($0) ? $0 : nil
        } text: {
            $0
        },
        .identifier("uid", \.uid),
        .identifier("gid", \.gid),
        .boolean("host_account", \.usesHostAccount),
        .optional("shell", "a path that starts with /", \.shell) {
            ContainerPath.isAbsolute($0) ? $0 : nil
        } text: {
            $0
        },
        .list(
            "mounts",
            "source:target or source:target:ro; a source is a path that starts with / or a volume's name, and may hold "
                + "${user}", \.mounts, ContainerSpecification.Mount.init(text:), text: \.text),
        .dictionary("environment", "NAME=value", \.environment) { !$0.isEmpty },
        .boolean("pass_proxies", \.passesProxies),
        .dictionary("labels", "name=value, where names starting with gangway. are Gangway's own", \.labels) {
            !$0.isEmpty && !$0.hasPrefix("gangway.") && !$0.contains(where: \.isWhitespace)
        },
    ]

    private static let limits: [ProfileField] = [
        .size("memory", \.memory),
        .number("cpus", to: 4096, \.cpus),
        .integer("pids", to: 4_194_304, \.pids),
        .size("shm_size", \.shmSize),
        .list(
            "ulimits", "name=limit or name=soft:hard, such as nofile=1024:2048", \.ulimits,
            ContainerSpecification.Ulimit.init(text:), text: \.text),
        .size("disk_size", \.diskSize),
        .integer("max_running", to: 1_000_000, \.maxRunning),
    ]

    private static let rights: [ProfileField] = [
        .list("capabilities", "capabilities' names", \.capabilities, CapabilityName.canonical) { $0 },
        .boolean("allow_new_privileges", \.allowsNewPrivileges),
        .seccomp,
        .boolean("privileged", \.isPrivileged),
        .boolean("read_only", \.hasReadOnlyRoot),
        .list("tmpfs", "paths that start with /", \.tmpfs) {
            ContainerPath.isMountTarget($0) ? $0 : nil
        } text: {
            $0
        },
        .list(
            "devices", "host-path, host-path:path or host-path:path:rwm, such as /dev/fuse", \.devices,
            ContainerSpecification.Device.init(text:), text: \.text),
        .optional(
            "gpus", "all, a number, or device= and indices or UUIDs, such as device=0,1", \.gpus,
            ContainerSpecification.GPURequest.init(text:), text: \.text),
        .boolean("allow_risky", \.allowsRisks),
    ]

    private static let surroundings: [ProfileField] = [
        .text("network", \.network),
        .list("dns", "IP addresses", \.dns) {
            HostAddress.isOne($0) ? $0 : nil
        } text: {
            $0
        },
        .list(
            "ports", "[[address:][host-port]:]port[/udp], such as 8080:80; without an address it is 127.0.0.1",
            \.ports,
            ContainerSpecification.Port.init(text:), text: \.text),
        .optional("ipc", "none, private, shareable, host or container:NAME", \.ipc) { text in
            let isContainer = text.hasPrefix("container:") && VolumeName.isPlain(text.dropFirst(10))
            return isContainer || ["none", "private", "shareable", "host"].contains(text) ? text : nil
        } text: {
            $0
        },
    ]

    private static let sessions: [ProfileField] = [
        .choice("way_in", \.wayIn),
        .choice("sftp_server", \.sftpServer),
        .optional("message", "a text", \.message) {
            $0
        } text: {
            $0
        },
        .choice("forwarding.tcp", \.forwarding.tcp),
        .choice("forwarding.streamlocal", \.forwarding.streamLocal),
        .boolean("forwarding.agent", \.forwarding.agent),
        .boolean("forwarding.x11", \.forwarding.x11),
        .permissions(
            "forwarding.permit_open", "host:port, such as [\"db:5432\", \"*:443\"]; or [any], or [none]",
            \.forwarding.permitOpen
        ) { try ForwardPermissions(open: $0) },
        .permissions(
            "forwarding.permit_listen", "port or host:port, such as [8080, \"*:9000\"]; or [any], or [none]",
            \.forwarding.permitListen
        ) { try ForwardPermissions(listen: $0) },
        .choice("forwarding.gateway_ports", \.forwarding.gatewayPorts),
        .choice("recording.sessions", \.recording.sessions),
        .choice("recording.input", \.recording.input),
        .boolean("recording.notice", \.recording.notice),
    ]

    private static let life: [ProfileField] = [
        .secondsOrNever("idle_stop", \.idle.stopAfter),
        .number("idle_cpu", to: 409_600, \.idle.processorPercent),
        .keepAlive,
        .boolean("idle_multiplexers", \.idle.multiplexers),
        .boolean("idle_ports", \.idle.usedPorts),
        .seconds("max_hold", \.idle.longestHold),
        .secondsOrNever("max_lifetime", \.idle.longestLife),
        .seconds("stop_grace", \.stopGrace),
        .choice("keep", \.keep),
    ]
}
