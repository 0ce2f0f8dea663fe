import Containers
import Foundation
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(20)))
struct ContainerUsageTests {
    @Test("a busy container's processor time and traffic grow; memory and processes are its own")
    func busy() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification(["/bin/sh", "-c", "sleep 1000 & while :; do :; done"])
            specification.memory = 64 << 20
            specification.cpus = 0.2
            specification.network = "bridge"
            let container = try await fixture.run(specification)
            let engine = fixture.engine
            try await fixture.wait(for: "processes") { try await engine.usage(of: container).pids == 3 }
            let first = try await engine.usage(of: container)
            #expect(first.memoryLimit == 64 << 20)
            #expect((1...(64 << 20)).contains(first.memory))
            try await fixture.wait(for: "processor time") {
                try await engine.usage(of: container).cpuNanoseconds > first.cpuNanoseconds + 50_000_000
            }
            // Packets to the bridge, from the container's side of it.
            _ = try await fixture.output(
                of: ["/bin/sh", "-c", "nc -w 1 $(route -n | awk '/^0/ {print $2}') 1 </dev/null"], in: container)
            let last = try await engine.usage(of: container)
            #expect(last.networkSent > first.networkSent && last.networkReceived > first.networkReceived)
        }
    }

    @Test("what does not run, or is not there, uses nothing that could be told")
    func idle() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.create()
            for container in [container, ContainerID("nowhere")] {
                let error = await #expect(throws: EngineError.self) {
                    try await fixture.engine.usage(of: container)
                }
                #expect(error?.kind == .notRunning)
            }
        }
    }

    private static func usage(_ json: String) throws -> ContainerUsage? {
        ContainerUsage(try JSONDecoder().decode(UsageBody.self, from: Data(json.utf8)))
    }

    @Test("the words of control groups, version 1, are understood")
    func version1() throws {
        let usage = try Self.usage(
            """
            {"pids_stats":{"current":2,"limit":18446744073709551615},"blkio_stats":{"io_service_bytes_recursive":[
            {"major":8,"minor":0,"op":"Read","value":10},{"major":8,"minor":0,"op":"Write","value":20},
            {"major":8,"minor":0,"op":"Total","value":30},{"major":9,"minor":0,"op":"Read","value":1}]},
            "cpu_stats":{"cpu_usage":{"total_usage":123}},"memory_stats":{"usage":1000,"limit":9223372036854771712,
            "stats":{"inactive_file":1,"total_inactive_file":400}},
            "networks":{"eth0":{"rx_bytes":5,"tx_bytes":6},"eth1":{"rx_bytes":50,"tx_bytes":60}}}
            """)
        #expect(
            usage
                == ContainerUsage(
                    cpuNanoseconds: 123, memory: 600, memoryLimit: 9_223_372_036_854_771_712, pids: 2,
                    networkReceived: 55, networkSent: 66, blockRead: 11, blockWritten: 20))
    }

    @Test("the words of control groups, version 2, are understood")
    func version2() throws {
        let usage = try Self.usage(
            """
            {"pids_stats":{"current":2},"blkio_stats":{"io_service_bytes_recursive":[
            {"major":8,"minor":0,"op":"read","value":10},{"major":8,"minor":0,"op":"write","value":20}]},
            "cpu_stats":{"cpu_usage":{"total_usage":123}},
            "memory_stats":{"usage":1000,"limit":2000,"stats":{"inactive_file":300,"file":400}}}
            """)
        #expect(
            usage
                == ContainerUsage(
                    cpuNanoseconds: 123, memory: 700, memoryLimit: 2000, pids: 2, blockRead: 10, blockWritten: 20))
    }

    @Test("numbers beyond reason are not taken for small ones, and trap nowhere")
    func huge() throws {
        let most = UInt64.max
        let usage = try Self.usage(
            """
            {"cpu_stats":{"cpu_usage":{"total_usage":\(most)}},"networks":{"a":{"rx_bytes":\(most),"tx_bytes":0}},
            "memory_stats":{"usage":5,"limit":\(most),"stats":{"inactive_file":\(most)}}}
            """)
        #expect(
            usage
                == ContainerUsage(
                    cpuNanoseconds: .max, memory: 5, memoryLimit: .max, networkReceived: .max))
    }

    @Test("a container that does not run has no memory, and so no usage")
    func none() throws {
        #expect(try Self.usage(#"{"cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}}"#) == nil)
    }
}
