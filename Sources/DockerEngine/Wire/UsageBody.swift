import Containers

/// `GET /containers/ID/stats`, as far as it is used.
struct UsageBody: Decodable {
    struct Processor: Decodable {
        struct Usage: Decodable {
            /// In nanoseconds.
            let total: UInt64

            enum CodingKeys: String, CodingKey {
                case total = "total_usage"
            }
        }

        let usage: Usage

        enum CodingKeys: String, CodingKey {
            case usage = "cpu_usage"
        }
    }

    struct Memory: Decodable {
        /// The kernel's own words, which differ with the version of its control groups.
        struct Details: Decodable {
            /// Version 1, with the groups below.
            let totalInactiveFile: UInt64?
            /// Version 2; version 1 without the groups below.
            let inactiveFile: UInt64?

            enum CodingKeys: String, CodingKey {
                case totalInactiveFile = "total_inactive_file"
                case inactiveFile = "inactive_file"
            }
        }

        /// nil where the container does not run.
        let usage: UInt64?
        let limit: UInt64?
        let details: Details?

        enum CodingKeys: String, CodingKey {
            case usage, limit
            case details = "stats"
        }
    }

    struct Processes: Decodable {
        let current: UInt64?
    }

    struct Block: Decodable {
        struct Entry: Decodable {
            /// `Read`, `Write` and others; in lower case with version 2.
            let operation: String
            let value: UInt64

            enum CodingKeys: String, CodingKey {
                case operation = "op"
                case value
            }
        }

        /// One of each operation for each device.
        let bytes: [Entry]?

        enum CodingKeys: String, CodingKey {
            case bytes = "io_service_bytes_recursive"
        }

        func sum(of operation: String) -> UInt64 {
            (bytes ?? []).lazy.filter { $0.operation.lowercased() == operation }.map(\.value).reduce(0, &+)
        }
    }

    struct Network: Decodable {
        let received: UInt64
        let sent: UInt64

        enum CodingKeys: String, CodingKey {
            case received = "rx_bytes"
            case sent = "tx_bytes"
        }
    }

    let processor: Processor
    let memory: Memory
    let processes: Processes?
    let block: Block?
    /// By interface.
    let networks: [String: Network]?

    enum CodingKeys: String, CodingKey {
        case processor = "cpu_stats"
        case memory = "memory_stats"
        case processes = "pids_stats"
        case block = "blkio_stats"
        case networks
    }
}

extension ContainerUsage {
    /// nil where the container does not run.
    init?(_ body: UsageBody) {
        guard let usage = body.memory.usage else { return nil }
        // As the docker client counts.
        let cache = body.memory.details.flatMap { $0.totalInactiveFile ?? $0.inactiveFile } ?? 0
        let networks = body.networks.map { Array($0.values) } ?? []
        self.init(
            cpuNanoseconds: Int(clamping: body.processor.usage.total),
            memory: Int(clamping: cache < usage ? usage - cache : usage),
            memoryLimit: Int(clamping: body.memory.limit ?? 0),
            pids: Int(clamping: body.processes?.current ?? 0),
            networkReceived: Int(clamping: networks.map(\.received).reduce(0, &+)),
            networkSent: Int(clamping: networks.map(\.sent).reduce(0, &+)),
            blockRead: Int(clamping: body.block?.sum(of: "read") ?? 0),
            blockWritten: Int(clamping: body.block?.sum(of: "write") ?? 0))
    }
}
