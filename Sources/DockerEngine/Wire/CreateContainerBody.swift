import Containers

/// `POST /containers/create`.
struct CreateContainerBody: Encodable {
    struct Mount: Encodable {
        let type = "bind"
        let source: String
        let target: String
        let readOnly: Bool

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case source = "Source"
            case target = "Target"
            case readOnly = "ReadOnly"
        }
    }

    struct RestartPolicy: Encodable {
        let name = "no"

        enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    struct HostConfig: Encodable {
        let mounts: [Mount]
        let runsInit: Bool
        let memory: Int?
        /// Memory and swap together: the same number means no swap.
        let memorySwap: Int?
        let nanoCPUs: Int?
        let pidsLimit: Int?
        let capDrop: [String]
        let capAdd: [String]
        let securityOptions: [String]
        let networkMode: String
        let restartPolicy = RestartPolicy()

        enum CodingKeys: String, CodingKey {
            case mounts = "Mounts"
            case runsInit = "Init"
            case memory = "Memory"
            case memorySwap = "MemorySwap"
            case nanoCPUs = "NanoCpus"
            case pidsLimit = "PidsLimit"
            case capDrop = "CapDrop"
            case capAdd = "CapAdd"
            case securityOptions = "SecurityOpt"
            case networkMode = "NetworkMode"
            case restartPolicy = "RestartPolicy"
        }
    }

    let image: String
    let hostname: String
    let user: String
    /// Given, it also keeps the image's own command out.
    let entrypoint: [String]
    let environment: [String]
    let labels: [String: String]
    let workingDirectory: String
    let hostConfig: HostConfig

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case hostname = "Hostname"
        case user = "User"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case labels = "Labels"
        case workingDirectory = "WorkingDir"
        case hostConfig = "HostConfig"
    }

    /// - Throws: `.refused` for values that mean something else to the engine: 0 and less are "no limit" there.
    init(_ specification: ContainerSpecification) throws(EngineError) {
        guard !specification.command.isEmpty else { throw EngineError(.refused, "a container needs a command") }
        for (name, limit) in [("memory", specification.memory), ("pids", specification.pids)] {
            if let limit, limit <= 0 { throw EngineError(.refused, "a container's \(name) limit must be above 0") }
        }
        image = specification.image
        hostname = specification.hostname
        user = specification.user
        entrypoint = specification.command
        environment = try EnvironmentList(specification.environment).entries
        labels = specification.labels
        workingDirectory = specification.workingDirectory
        hostConfig = HostConfig(
            mounts: specification.mounts.map { Mount(source: $0.source, target: $0.target, readOnly: $0.readOnly) },
            runsInit: specification.runsInit, memory: specification.memory, memorySwap: specification.memory,
            nanoCPUs: try Self.nanoCPUs(specification.cpus), pidsLimit: specification.pids,
            capDrop: specification.droppedCapabilities, capAdd: specification.addedCapabilities,
            securityOptions: specification.allowsNewPrivileges ? [] : ["no-new-privileges"],
            networkMode: specification.network)
    }

    private static func nanoCPUs(_ cpus: Double?) throws(EngineError) -> Int? {
        guard let cpus else { return nil }
        guard let nano = Int(exactly: (cpus * 1e9).rounded()), nano > 0 else {
            throw EngineError(.refused, "a container's number of CPUs must be above 0")
        }
        return nano
    }
}
