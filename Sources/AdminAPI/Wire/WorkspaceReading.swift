public import Containers

/// What a running workspace uses, as the admin socket shows it. All but memory and processes count up from its start.
public struct WorkspaceReading: Codable, Sendable, Hashable {
    public let user: String
    /// Of all processors together.
    public let cpuNanoseconds: Int
    /// In bytes.
    public let memory: Int
    public let memoryLimit: Int
    /// Processes and threads.
    public let pids: Int
    public let networkReceived: Int
    public let networkSent: Int
    public let blockRead: Int
    public let blockWritten: Int

    private enum CodingKeys: String, CodingKey {
        case user
        case cpuNanoseconds = "cpu_nanoseconds"
        case memory
        case memoryLimit = "memory_limit"
        case pids
        case networkReceived = "network_received"
        case networkSent = "network_sent"
        case blockRead = "block_read"
        case blockWritten = "block_written"
    }

    public init(user: String, _ usage: ContainerUsage) {
        self.user = user
        cpuNanoseconds = usage.cpuNanoseconds
        memory = usage.memory
        memoryLimit = usage.memoryLimit
        pids = usage.pids
        networkReceived = usage.networkReceived
        networkSent = usage.networkSent
        blockRead = usage.blockRead
        blockWritten = usage.blockWritten
    }
}
