import AdminAPI

/// What one workspace uses, as `stats` shows it.
struct WorkspaceLoad: Encodable, Hashable {
    let user: String
    /// Of one processor; nil: it has just been started.
    let cpuPercent: Double?
    /// In bytes.
    let memory: Int
    let memoryLimit: Int
    let memoryPercent: Double
    let networkReceived: Int
    let networkSent: Int
    let blockRead: Int
    let blockWritten: Int
    let pids: Int

    private enum CodingKeys: String, CodingKey {
        case user
        case cpuPercent = "cpu_percent"
        case memory
        case memoryLimit = "memory_limit"
        case memoryPercent = "memory_percent"
        case networkReceived = "network_received"
        case networkSent = "network_sent"
        case blockRead = "block_read"
        case blockWritten = "block_written"
        case pids
    }

    /// - Parameter earlier: of the same workspace, `nanoseconds` before; nil: it did not run.
    init(_ reading: WorkspaceReading, since earlier: WorkspaceReading?, nanoseconds: Double) {
        user = reading.user
        // Fewer than before: it was started anew.
        cpuPercent = earlier.flatMap { earlier in
            guard reading.cpuNanoseconds >= earlier.cpuNanoseconds, nanoseconds > 0 else { return nil }
            return Self.rounded(Double(reading.cpuNanoseconds - earlier.cpuNanoseconds) / nanoseconds * 100)
        }
        memory = reading.memory
        memoryLimit = reading.memoryLimit
        memoryPercent =
            reading.memoryLimit > 0 ? Self.rounded(Double(reading.memory) / Double(reading.memoryLimit) * 100) : 0
        networkReceived = reading.networkReceived
        networkSent = reading.networkSent
        blockRead = reading.blockRead
        blockWritten = reading.blockWritten
        pids = reading.pids
    }

    private static func rounded(_ percent: Double) -> Double { (percent * 10).rounded() / 10 }

    static func table(_ uses: [WorkspaceLoad]) -> Table {
        var table = Table("USER", "CPU %", "MEMORY / LIMIT", "MEM %", "NET IN / OUT", "BLOCK IN / OUT", "PIDS")
        for use in uses {
            table.append(
                use.user, use.cpuPercent.map { "\($0)" } ?? "-", pair(use.memory, use.memoryLimit),
                "\(use.memoryPercent)", pair(use.networkReceived, use.networkSent),
                pair(use.blockRead, use.blockWritten), "\(use.pids)")
        }
        return table
    }

    private static func pair(_ one: Int, _ other: Int) -> String {
        "\(Quantity.bytes(UInt64(clamping: one))) / \(Quantity.bytes(UInt64(clamping: other)))"
    }
}
