/// Something in a profile that lets its workspaces out of their bounds.
public struct ProfileRisk: Hashable, Sendable, CustomStringConvertible {
    /// As in the settings.
    public let field: String
    /// What it allows.
    public let meaning: String

    public var description: String { "\(field): \(meaning)" }
}

extension Profile {
    /// Capabilities with which a container's root gets at the host, or at what other containers do.
    private static let riskyCapabilities: [String: String] = [
        "ALL": "all rights of the host's root",
        "SYS_ADMIN": "mounts and namespaces, enough to become the host's root",
        "SYS_MODULE": "code in the host's kernel",
        "SYS_PTRACE": "reads and changes any process it can see",
        "SYS_RAWIO": "the host's memory and disks",
        "SYS_BOOT": "restarts the host",
        "SYS_TIME": "sets the host's clock",
        "DAC_READ_SEARCH": "opens any file of the host by its number",
        "MAC_ADMIN": "changes the host's security policy",
        "MAC_OVERRIDE": "goes past the host's security policy",
        "MKNOD": "device files, so the host's disks",
        "NET_ADMIN": "the network's configuration, and with it other addresses",
        "NET_RAW": "forged packets on the workspaces' network",
        "SYSLOG": "the kernel's messages and addresses",
        "BPF": "programs in the host's kernel",
        "PERFMON": "measures any process of the host",
        "CHECKPOINT_RESTORE": "other processes' state",
        "AUDIT_CONTROL": "the host's audit",
    ]

    /// What the guest agent needs to start and to end programs as the workspace's user, and does not get.
    public var missingCapabilities: [String] {
        guard wayIn != .exec, !isPrivileged, !capabilities.contains("ALL") else { return [] }
        return ["KILL", "SETGID", "SETUID"].filter { !capabilities.contains($0) }
    }

    /// What it holds that needs `allow_risky`, in the order of the fields.
    /// - Parameter homes: the host's folder of homes: mounts below it are the users' own.
    public func risks(homes: String) -> [ProfileRisk] {
        var risks: [ProfileRisk] = []
        func add(_ field: String, _ meaning: String) { risks.append(ProfileRisk(field: field, meaning: meaning)) }
        if isPrivileged { add("privileged", "its root is the host's root") }
        for name in capabilities {
            let name = name.uppercased()
            let plain = name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name
            if let meaning = Self.riskyCapabilities[plain] { add("capabilities: \(plain)", meaning) }
        }
        if seccomp == "unconfined" { add("seccomp: unconfined", "every system call, also those that broke out before") }
        switch ipc {
        case "host": add("ipc: host", "shared memory of the host and of all that share it")
        case let ipc? where ipc.hasPrefix("container:"): add("ipc: \(ipc)", "shared memory of that container")
        default: break
        }
        if network == "host" { add("network: host", "the host's ports, also those on its loopback") }
        if network.hasPrefix("container:") { add("network: \(network)", "that container's ports and addresses") }
        for mount in mounts where mount.kind == .bind && !Self.isBelow(mount.source, homes) {
            add(
                "mounts: \(mount.source)",
                mount.readOnly ? "reads these files of the host" : "reads and changes these files of the host")
        }
        for device in devices where device.hostPath != "/dev/fuse" {
            add("devices: \(device.hostPath)", "this device of the host")
        }
        return risks
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        // What a path with ".." leads to is not looked into.
        !path.split(separator: "/").contains("..") && path.hasPrefix(folder + "/")
    }
}
