import Foundation
import GatewayTesting
import Testing

@testable import GuestAgent

struct CPUTimeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: "\(folder.path)/\(path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private var time: UInt64? { CPUTime.ofGroup(root: folder.path, own: "\(folder.path)/own") }

    @Test("Version 1 counts nanoseconds, wherever it is mounted", arguments: ["cpuacct", "cpu,cpuacct"])
    func first(name: String) throws {
        try write("45600890\n", to: "\(name)/cpuacct.usage")
        #expect(time == 45_600_890)
    }

    @Test("Version 2 counts microseconds, at the mount or where the host's name space says")
    func second() throws {
        try write("usage_usec 1000000\nuser_usec 1\n", to: "cpu.stat")
        try write("usage_usec 17\n", to: "docker/1/cpu.stat")
        // The host's root is not the container's group.
        try write("0::/\n", to: "own")
        #expect(time == nil)
        try write("1:cpu:/x\n0::/docker/1\n", to: "own")
        #expect(time == 17000)
        try write("0::/../docker/1\n", to: "own")
        #expect(time == nil)
        try write("domain\n", to: "cgroup.type")
        #expect(time == 1_000_000_000)
    }

    @Test("Nonsense and nothing are no time")
    func none() throws {
        #expect(time == nil)
        for text in ["", "x", "-1", "99999999999999999999"] {
            try write(text, to: "cpuacct/cpuacct.usage")
            #expect(time == nil)
        }
        #expect(CPUTime.usage(Array("usage_usec 18446744073709551615".utf8)) == nil)
    }

    @Test("A process's time is its own and that of the children it waited for, whatever it calls itself")
    func process() throws {
        let line = "5 (a) 1 2 (b) S 1 5 5 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0 1"
        #expect(CPUTime.ofProcess(stat: Array(line.utf8)) == 1_000_000_000)
        #expect(CPUTime.ofProcess(stat: Array("5 (a) S".utf8)) == 0 && CPUTime.ofProcess(stat: []) == 0)
        // This process has computed something by now.
        let own = try #require(SmallFile.read("/proc/self/stat", limit: 4096))
        #expect(CPUTime.ofProcess(stat: own) > 0)
    }
}
