import Containers

/// What `POST /containers/create` says of the host's side.
struct HostConfigBody: Encodable {
    struct Mount: Encodable {
        let type: String
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

    struct Ulimit: Encodable {
        let name: String
        let soft: Int
        let hard: Int

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case soft = "Soft"
            case hard = "Hard"
        }
    }

    struct PortBinding: Encodable {
        let hostAddress: String
        /// Empty: the engine picks one.
        let hostPort: String

        enum CodingKeys: String, CodingKey {
            case hostAddress = "HostIp"
            case hostPort = "HostPort"
        }
    }

    struct Device: Encodable {
        let hostPath: String
        let path: String
        let permissions: String

        enum CodingKeys: String, CodingKey {
            case hostPath = "PathOnHost"
            case path = "PathInContainer"
            case permissions = "CgroupPermissions"
        }
    }

    struct DeviceRequest: Encodable {
        /// -1: all.
        let count: Int?
        let identifiers: [String]?
        let capabilities = [["gpu"]]

        enum CodingKeys: String, CodingKey {
            case count = "Count"
            case identifiers = "DeviceIDs"
            case capabilities = "Capabilities"
        }
    }

    let mounts: [Mount]
    let runsInit: Bool
    let memory: Int?
    /// Memory and swap together: the same number means no swap.
    let memorySwap: Int?
    let nanoCPUs: Int?
    let pidsLimit: Int?
    let shmSize: Int?
    let ulimits: [Ulimit]?
    let storageOptions: [String: String]?
    let capDrop: [String]
    let capAdd: [String]
    let securityOptions: [String]
    let isPrivileged: Bool?
    let hasReadOnlyRoot: Bool?
    /// Mount options by path.
    let tmpfs: [String: String]?
    let devices: [Device]?
    let deviceRequests: [DeviceRequest]?
    let networkMode: String
    let dns: [String]?
    /// By `80/tcp`.
    let portBindings: [String: [PortBinding]]?
    let ipcMode: String?
    let restartPolicy = RestartPolicy()

    enum CodingKeys: String, CodingKey {
        case mounts = "Mounts"
        case runsInit = "Init"
        case memory = "Memory"
        case memorySwap = "MemorySwap"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case shmSize = "ShmSize"
        case ulimits = "Ulimits"
        case storageOptions = "StorageOpt"
        case capDrop = "CapDrop"
        case capAdd = "CapAdd"
        case securityOptions = "SecurityOpt"
        case isPrivileged = "Privileged"
        case hasReadOnlyRoot = "ReadonlyRootfs"
        case tmpfs = "Tmpfs"
        case devices = "Devices"
        case deviceRequests = "DeviceRequests"
        case networkMode = "NetworkMode"
        case dns = "Dns"
        case portBindings = "PortBindings"
        case ipcMode = "IpcMode"
        case restartPolicy = "RestartPolicy"
    }
}
