/// What a running container has used since its start, and uses now.
public struct ContainerUsage: Hashable, Sendable {
    /// Processor time since its start, of all processors together.
    public var cpuNanoseconds: Int
    /// In bytes, without the page cache that the kernel would give back first: what `docker stats` shows.
    public var memory: Int
    /// In bytes; the host's memory where the container has no limit.
    public var memoryLimit: Int
    /// Processes and threads.
    public var pids: Int
    /// In bytes since its start, of all its networks; 0 in the host's network and with none.
    public var networkReceived: Int
    public var networkSent: Int
    /// In bytes since its start, of devices; 0 where the kernel does not count.
    public var blockRead: Int
    public var blockWritten: Int

    public init(
        cpuNanoseconds: Int = 0, memory: Int = 0, memoryLimit: Int = 0, pids: Int = 0, networkReceived: Int = 0,
        networkSent: Int = 0, blockRead: Int = 0, blockWritten: Int = 0
    ) {
        self.cpuNanoseconds = cpuNanoseconds
        self.memory = memory
        self.memoryLimit = memoryLimit
        self.pids = pids
        self.networkReceived = networkReceived
        self.networkSent = networkSent
        self.blockRead = blockRead
        self.blockWritten = blockWritten
    }
}
