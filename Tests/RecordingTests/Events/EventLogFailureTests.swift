import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

struct EventLogFailureTests {
    /// Runs `body` with a log on a file system of 64 KiB.
    private func withSmallDisk(_ body: (LogFixture) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let mounted = try await Command.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", folder.path])
        try #require(mounted.code == 0, "\(mounted)")
        do {
            try await body(try LogFixture(path: folder.path + "/log"))
        } catch {
            _ = try await Command.run(["umount", "-l", folder.path])
            throw error
        }
        _ = try await Command.run(["umount", "-l", folder.path])
    }

    /// Takes all the room there is.
    private func fillDisk(_ fixture: LogFixture) async throws -> String {
        let file = fixture.path + "/ballast"
        _ = try await Command.bash("cat /dev/zero > '\(file)'")
        return file
    }

    @Test("A full disk loses nothing as long as the queue has room, and says that it fails and works again")
    func fullDisk() async throws {
        try await withSmallDisk { fixture in
            let log = try fixture.open()
            var conditions = log.conditions().makeAsyncIterator()
            for number in 0..<10 { log.write(fixture.event(number)) }
            #expect(await eventually { log.statistics.written == 10 })
            let ballast = try await fillDisk(fixture)
            for number in 10..<100 { log.write(fixture.event(number)) }
            guard case .failing(let cause) = await conditions.next() else {
                Issue.record("it does not say that it fails")
                return
            }
            #expect(cause.contains("No space left on device"), "\(cause)")
            #expect(log.isFailing)
            // Whole lines only, all the time.
            #expect(try fixture.verify().isSound)
            try FileManager.default.removeItem(atPath: ballast)
            #expect(await conditions.next() == .working)
            await log.close()
            #expect(!log.isFailing)
            let records = try fixture.records()
            #expect(records.compactMap { $0["bytes"]?.integer } == (0..<100).map { Int64($0) })
            #expect(records.filter { $0.event == "log.failing" }.count == 1)
            #expect(log.statistics.failures == 1)
            #expect(log.statistics.lost == 0)
            #expect(try fixture.verify().isSound)
        }
    }

    @Test("What finds no room in the queue of a full disk is told by one gap, in its place, and memory stays bounded")
    func overfullQueue() async throws {
        try await withSmallDisk { fixture in
            let log = try fixture.open { $0.queueBytes = 20_000 }
            let ballast = try await fillDisk(fixture)
            for number in 0..<5000 {
                if number == 1 { #expect(await eventually { log.isFailing }) }
                fixture.clock.advance(by: .seconds(1))
                log.write(fixture.event(number))
                try #require(log.statistics.queuedBytes < 25_000)
            }
            let lost = log.statistics.lost
            #expect(lost > 4900 && lost < 5000)
            try FileManager.default.removeItem(atPath: ballast)
            #expect(await eventually { !log.isFailing && log.statistics.queuedBytes == 0 })
            log.write(fixture.event(5000))
            await log.close()
            let records = try fixture.records()
            let gaps = records.filter { $0.event == "log.gap" }
            #expect(gaps.count == 1)
            #expect(gaps.first?["lost"] == .integer(Int64(lost)))
            let kept = 5000 - Int64(lost)
            #expect(records.compactMap { $0["bytes"]?.integer } == Array(0..<kept) + [5000])
            // Where it belongs: between the last that was kept and the next.
            #expect(records.dropLast().last?.event == "log.gap")
            #expect(gaps.first?["cause"]?.string?.contains("No space left on device") == true)
            let firstLost = records.first { $0.user == "alice" }.map { $0.time.advanced(by: .seconds(kept)) }
            #expect(gaps.first?["from"]?.string == firstLost?.description)
            #expect(try fixture.verify().isSound)
        }
    }

    @Test("Losses at several times are told at several places, and all add up")
    func severalGaps() async throws {
        let fixture = try LogFixture()
        // Slow enough to overflow, over and over.
        let log = try fixture.open {
            $0.queueBytes = 5000
            $0.gathering = .milliseconds(20)
        }
        let conditions = log.conditions()
        let failure = Task { await conditions.first { $0 != .working } }
        for number in 0..<3000 {
            log.write(fixture.event(number))
            if number % 100 == 0 { try await Task.sleep(for: .milliseconds(30)) }
        }
        await log.close()
        let records = try fixture.records()
        let gaps = records.filter { $0.event == "log.gap" }
        #expect(gaps.count > 1)
        // Losing events is a failure, too, and told at once.
        #expect(log.statistics.failures > 0)
        #expect(await failure.value == .failing(cause: "more events than could be written"))
        #expect(!log.isFailing)
        var expected: Int64 = 0
        for record in records {
            if record.event == "log.gap" {
                expected += record["lost"]?.integer ?? 0
            } else {
                try #require(record["bytes"]?.integer == expected)
                expected += 1
            }
        }
        #expect(expected == 3000)
        #expect(try fixture.verify().isSound)
    }

    @Test("A folder that is removed or moved away is made anew, after it was told")
    func folderGone() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        var conditions = log.conditions().makeAsyncIterator()
        log.write(fixture.event(0))
        #expect(await eventually { log.statistics.written == 1 })
        try FileManager.default.moveItem(atPath: fixture.path, toPath: fixture.path + "-away")
        log.write(fixture.event(1))
        guard case .failing(let cause) = await conditions.next() else {
            Issue.record("it does not say that it fails")
            return
        }
        #expect(cause.contains("moved or removed"), "\(cause)")
        #expect(await conditions.next() == .working)
        log.write(fixture.event(2))
        await log.close()
        #expect(try fixture.records().map(\.event) == ["recording.gap", "log.failing", "recording.gap"])
        #expect(try fixture.records().map(\.sequence) == [2, 3, 4])
        #expect(try fixture.verify().isSound)
    }

    @Test("A day's file that is removed under the writer is made anew, and the missing lines are a fault")
    func fileGone() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        fixture.clock.advance(by: .seconds(86_400))
        log.write(fixture.event(0))
        #expect(await eventually { log.statistics.written == 1 })
        let file = try #require(try fixture.files.first)
        try FileManager.default.removeItem(atPath: "\(fixture.path)/\(file)")
        log.write(fixture.event(1))
        await log.close()
        #expect(try fixture.records().map(\.sequence) == [2, 3])
    }

    @Test("A server may start without a log that works, and its events are written once it does")
    func startsFailing() async throws {
        let folder = try TemporaryFolder()
        let place = folder.path + "/missing"
        #expect(throws: EventLogError.self) { try LogFixture(path: place + "/log").open() }
        let fixture = try LogFixture(path: place + "/log")
        var configuration = EventLogConfiguration()
        configuration.retryInterval = .milliseconds(20)
        let log = try EventLog(
            folder: fixture.path, configuration: configuration, startsFailing: true, clock: fixture.clock.read)
        log.write(fixture.event(0))
        #expect(await eventually { log.isFailing })
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        #expect(await eventually { !log.isFailing })
        await log.close()
        #expect(try fixture.records().map(\.event).sorted() == ["log.failing", "recording.gap"])
        #expect(try fixture.verify().isSound)
    }

    @Test("Closing a log that fails comes to an end, and says how much was not written")
    func closeFailing() async throws {
        try await withSmallDisk { fixture in
            let log = try fixture.open()
            _ = try await fillDisk(fixture)
            for number in 0..<50 { log.write(fixture.event(number)) }
            #expect(await eventually { log.isFailing })
            // The note of the failure waits as well.
            #expect(await log.close(limit: .milliseconds(100)) == 51)
            #expect(try fixture.verify().isSound)
        }
    }
}
