import CoreMetrics
import Glibc
import Testing

@testable import Monitoring

@Suite struct ProcessStatusTests {
    @Test("the process is read past a program's name that looks like the rest of the line")
    func hostileName() {
        let stat =
            "7 (a) S 1 (b 9) R 1 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 12 0 400 5000000 300 18446744073709551615 1"
        let status = ProcessStatus(stat: stat, boot: "cpu 1 2\nbtime 1000\nprocesses 5\n")
        #expect(status.cpuSeconds == 2)
        #expect(status.threads == 12)
        #expect(status.virtualBytes == 5_000_000)
        #expect(status.residentBytes == 300 * sysconf(Int32(_SC_PAGESIZE)))
        #expect(status.startTime == 1004)
    }

    @Test(
        "what cannot be read is unknown", arguments: [nil, "", "7", "7 (a) S", "7 (a) S x x x x x x x x x x x x x x x"])
    func unreadable(stat: String?) {
        let status = ProcessStatus(stat: stat, boot: nil)
        #expect(status.cpuSeconds == nil && status.residentBytes == nil && status.startTime == nil)
    }

    @Test("it tells of this process what the kernel says")
    func own() throws {
        let before = ProcessStatus.current()
        let memory = 64 << 20
        let touched = UnsafeMutableRawBufferPointer.allocate(byteCount: memory, alignment: 4096)
        defer { unsafe touched.deallocate() }
        unsafe touched.initializeMemory(as: UInt8.self, repeating: 1)
        // Other tests open and close some meanwhile.
        let descriptors = (0..<500).map { _ in dup(0) }
        defer { for descriptor in descriptors { close(descriptor) } }
        let after = ProcessStatus.current()
        #expect(try #require(after.openDescriptors) > 400 + #require(before.openDescriptors))
        #expect(try #require(after.residentBytes) > #require(before.residentBytes) + memory / 2)
        #expect(try #require(after.virtualBytes) > #require(after.residentBytes))
        #expect(try #require(after.cpuSeconds) > 0)
        #expect(try #require(after.threads) > 0)
        #expect(try #require(after.descriptorLimit) >= 500)
        let age = Double(time(nil)) - (try #require(after.startTime))
        #expect(age > -5 && age < 24 * 3600)
    }
}
