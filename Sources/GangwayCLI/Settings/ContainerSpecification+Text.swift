import Containers

/// Parts of a container as the settings name them: in the forms of Docker's command line.
extension ContainerSpecification.Mount {
    /// - Parameter text: `source:target`, or with `:ro` or `:rw` behind it.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.count == 2 || ["ro", "rw"].contains(parts[2]) else { return nil }
        let isPath = parts[0].hasPrefix("/")
        guard isPath ? ContainerPath.isAbsolute(parts[0]) : VolumeName.isOne(parts[0]) else { return nil }
        guard ContainerPath.isMountTarget(parts[1]) else { return nil }
        self.init(isPath ? .bind : .volume, source: parts[0], target: parts[1], readOnly: parts.last == "ro")
    }

    var text: String { "\(source):\(target)\(readOnly ? ":ro" : "")" }
}

extension ContainerSpecification.Ulimit {
    /// setrlimit(2).
    private static let names: Set<String> = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    /// - Parameter text: `name=limit` or `name=soft:hard`; -1 and `unlimited` are no limit.
    init?(text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, Self.names.contains(parts[0]) else { return nil }
        let words = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let limits = words.compactMap(Self.limit)
        guard (1...2).contains(words.count), limits.count == words.count, let soft = limits.first,
            let hard = limits.last, hard == -1 || (soft != -1 && soft <= hard)
        else { return nil }
        self.init(name: parts[0], soft: soft, hard: hard)
    }

    private static func limit(_ text: Substring) -> Int? {
        if text == "unlimited" { return -1 }
        guard let number = Int(text), number >= -1 else { return nil }
        return number
    }

    var text: String { soft == hard ? "\(name)=\(soft)" : "\(name)=\(soft):\(hard)" }
}

extension ContainerSpecification.Port {
    /// - Parameter text: `[[address:][host-port]:]port[/tcp|/udp]`, an IPv6 address in brackets.
    init?(text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let transport = TransportProtocol(rawValue: halves.count == 2 ? String(halves[1]) : "tcp") else {
            return nil
        }
        var rest = halves.first ?? ""
        var address: String?
        if rest.hasPrefix("[") {
            guard let end = rest.range(of: "]:") else { return nil }
            address = String(rest[rest.index(after: rest.startIndex)..<end.lowerBound])
            rest = rest[end.upperBound...]
            guard address?.contains(":") == true, rest.contains(":") else { return nil }
        }
        var parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 3, address == nil { address = String(parts.removeFirst()) }
        guard (1...2).contains(parts.count), let last = parts.last, let port = Self.port(last) else { return nil }
        guard address.map(HostAddress.isOne) ?? true else { return nil }
        let first = parts.count == 2 ? parts[0] : ""
        let hostPort = Self.port(first)
        guard first.isEmpty || hostPort != nil else { return nil }
        self.init(
            hostAddress: address ?? "127.0.0.1", hostPort: hostPort, containerPort: port, transport: transport)
    }

    private static func port(_ text: Substring) -> UInt16? {
        UInt16(text).flatMap { $0 == 0 ? nil : $0 }
    }

    var text: String {
        let address = hostAddress.contains(":") ? "[\(hostAddress)]" : hostAddress
        let host = hostPort.map { "\($0)" } ?? ""
        return "\(address):\(host):\(containerPort)\(transport == .tcp ? "" : "/\(transport.rawValue)")"
    }
}

extension ContainerSpecification.Device {
    /// - Parameter text: `host[:path[:rwm]]`.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), parts.prefix(2).allSatisfy(ContainerPath.isMountTarget) else { return nil }
        let permissions = parts.count == 3 ? parts[2] : "rwm"
        guard !permissions.isEmpty, Set(permissions).count == permissions.count,
            permissions.allSatisfy("rwm".contains)
        else { return nil }
        self.init(hostPath: parts[0], path: parts.count > 1 ? parts[1] : parts[0], permissions: permissions)
    }

    var text: String {
        let isWhole = Set(permissions) == Set("rwm")
        if isWhole { return path == hostPath ? hostPath : "\(hostPath):\(path)" }
        return "\(hostPath):\(path):\(permissions)"
    }
}

extension ContainerSpecification.GPURequest {
    /// - Parameter text: `all`, how many, or `device=` and indices or UUIDs with commas between them.
    init?(text: String) {
        if text == "all" {
            self = .all
        } else if text.hasPrefix("device=") {
            let names = text.dropFirst(7).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy(VolumeName.isPlain) else { return nil }
            self = .devices(names)
        } else {
            guard let count = Int(text), (1...1024).contains(count) else { return nil }
            self = .count(count)
        }
    }

    var text: String {
        switch self {
        case .all: "all"
        case .count(let count): "\(count)"
        case .devices(let names): "device=" + names.joined(separator: ",")
        }
    }
}
