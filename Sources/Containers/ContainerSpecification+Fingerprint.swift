import Crypto

extension ContainerSpecification {
    /// SHA-256, in 64 hexadecimal digits, of everything but the labels: by it a gateway tells, also years and versions
    /// later, whether a container is still what it would make today.
    ///
    /// What is nil, empty or false leaves no trace in it, so that a field that Gangway learns later changes no
    /// fingerprint but where it is used.
    public var fingerprint: String {
        var form = CanonicalForm()
        form.add("image", [image])
        form.add("hostname", [hostname])
        form.add("command", command)
        form.add("user", [user])
        form.add("init", runsInit)
        form.add("environment", environment.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
        form.add("mounts", mounts.flatMap { [$0.kind.rawValue, $0.source, $0.target, "\($0.readOnly)"] })
        form.add("directory", [workingDirectory])
        form.add("memory", memory)
        form.add("cpus", cpus)
        form.add("pids", pids)
        form.add("shm", shmSize)
        form.add("ulimits", ulimits.flatMap { [$0.name, "\($0.soft)", "\($0.hard)"] })
        form.add("disk", diskSize)
        form.add("dropped", droppedCapabilities)
        form.add("added", addedCapabilities)
        form.add("new privileges", allowsNewPrivileges)
        form.add("seccomp", seccomp)
        form.add("privileged", isPrivileged)
        form.add("read-only root", hasReadOnlyRoot)
        form.add("tmpfs", tmpfs)
        form.add("devices", devices.flatMap { [$0.hostPath, $0.path, $0.permissions] })
        form.add("gpus", gpus?.words ?? [])
        form.add("network", [network])
        form.add("dns", dns)
        form.add("ports", ports.flatMap(\.words))
        form.add("ipc", ipc)
        return form.digest
    }
}

extension ContainerSpecification.Port {
    fileprivate var words: [String] {
        [hostAddress, hostPort.map { "\($0)" } ?? "", "\(containerPort)", transport.rawValue]
    }
}

extension ContainerSpecification.GPURequest {
    fileprivate var words: [String] {
        switch self {
        case .all: ["all"]
        case .count(let count): ["count", "\(count)"]
        case .devices(let names): ["devices"] + names
        }
    }
}

/// Named lists of words as bytes that no other lists have: each word comes with its length.
private struct CanonicalForm {
    private var bytes: [UInt8] = []

    mutating func add(_ name: String, _ words: [String]) {
        guard !words.isEmpty else { return }
        bytes += "\(name) \(words.count)\n".utf8
        for word in words { bytes += "\(word.utf8.count) \(word)\n".utf8 }
    }

    mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
        add(name, value.map { [$0.description] } ?? [])
    }

    mutating func add(_ name: String, _ isSet: Bool) {
        add(name, isSet ? ["true"] : [])
    }

    var digest: String {
        var digits = ""
        for byte in SHA256.hash(data: bytes) {
            digits += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return digits
    }
}
