import Containers

extension HostConfigBody {
    /// - Throws: `.refused` for values that mean something else to the engine.
    init(_ specification: ContainerSpecification) throws(EngineError) {
        try Self.check(specification)
        self.init(
            mounts: specification.mounts.map {
                Mount(type: $0.kind.rawValue, source: $0.source, target: $0.target, readOnly: $0.readOnly)
            },
            runsInit: specification.runsInit, memory: specification.memory, memorySwap: specification.memory,
            nanoCPUs: try Self.nanoCPUs(specification.cpus), pidsLimit: specification.pids,
            shmSize: specification.shmSize,
            ulimits: specification.ulimits.map { Ulimit(name: $0.name, soft: $0.soft, hard: $0.hard) }.unlessEmpty,
            storageOptions: specification.diskSize.map { ["size": "\($0)"] },
            capDrop: specification.droppedCapabilities, capAdd: specification.addedCapabilities,
            securityOptions: (specification.allowsNewPrivileges ? [] : ["no-new-privileges"])
                + (specification.seccomp.map { ["seccomp=\($0)"] } ?? []),
            isPrivileged: specification.isPrivileged ? true : nil,
            hasReadOnlyRoot: specification.hasReadOnlyRoot ? true : nil,
            // The engine's own options forbid programs there, but those would run from the home just as well.
            tmpfs: specification.tmpfs.isEmpty
                ? nil : Dictionary(specification.tmpfs.map { ($0, "exec,mode=1777") }) { first, _ in first },
            devices: specification.devices
                .map { Device(hostPath: $0.hostPath, path: $0.path, permissions: $0.permissions) }.unlessEmpty,
            deviceRequests: specification.gpus.map { [DeviceRequest($0)] },
            networkMode: specification.network, dns: specification.dns.unlessEmpty,
            portBindings: Self.bindings(specification.ports), ipcMode: specification.ipc)
    }

    private static func check(_ specification: ContainerSpecification) throws(EngineError) {
        let limits = [
            ("memory limit", specification.memory), ("pids limit", specification.pids),
            ("/dev/shm", specification.shmSize), ("disk limit", specification.diskSize),
        ]
        for (name, limit) in limits {
            if let limit, limit <= 0 { throw EngineError(.refused, "a container's \(name) must be above 0") }
        }
        for port in specification.ports where port.hostAddress.isEmpty || port.containerPort == 0 {
            throw EngineError(.refused, "a container's port needs the host's address to listen on, and a number")
        }
        switch specification.gpus {
        case .count(..<1): throw EngineError(.refused, "a container's number of GPUs must be above 0")
        case .devices([]): throw EngineError(.refused, "a container's list of GPUs is empty")
        case nil, .all, .count, .devices: break
        }
    }

    private static func nanoCPUs(_ cpus: Double?) throws(EngineError) -> Int? {
        guard let cpus else { return nil }
        guard let nano = Int(exactly: (cpus * 1e9).rounded()), nano > 0 else {
            throw EngineError(.refused, "a container's number of CPUs must be above 0")
        }
        return nano
    }

    private static func bindings(_ ports: [ContainerSpecification.Port]) -> [String: [PortBinding]]? {
        guard !ports.isEmpty else { return nil }
        return Dictionary(grouping: ports) { "\($0.containerPort)/\($0.transport.rawValue)" }.mapValues { ports in
            ports.map { PortBinding(hostAddress: $0.hostAddress, hostPort: $0.hostPort.map { "\($0)" } ?? "") }
        }
    }
}

extension HostConfigBody.DeviceRequest {
    init(_ request: ContainerSpecification.GPURequest) {
        switch request {
        case .all: self.init(count: -1, identifiers: nil)
        case .count(let count): self.init(count: count, identifiers: nil)
        case .devices(let names): self.init(count: nil, identifiers: names)
        }
    }
}

extension Array {
    /// nil is not sent.
    fileprivate var unlessEmpty: Self? { isEmpty ? nil : self }
}
