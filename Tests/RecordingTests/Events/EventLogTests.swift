import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

struct EventLogTests {
    @Test("sha256sum of each line is what the next one carries, over days and starts")
    func chain() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.fill(2)
        try await fixture.fill(2)
        #expect(try fixture.files == ["sessions-2026-11-21.jsonl", "sessions-2026-11-22.jsonl"])
        let lines = try fixture.allLines()
        #expect(lines.count == 7)
        var previous = String(repeating: "0", count: 64)
        for (index, line) in lines.enumerated() {
            let record = try #require(EventRecord(Array(line.utf8)[...]))
            #expect(record.sequence == UInt64(index + 1))
            #expect(record.previous == previous)
            let sum = try await Command.bash("printf %s \"$LINE\" | sha256sum", environment: ["LINE": line])
            previous = String(sum.output.prefix(64))
        }
        let head = try String(contentsOfFile: fixture.path + "/sessions.head", encoding: .utf8)
        #expect(head.hasPrefix("{\"v\":1,\"seq\":7,\"hash\":\"\(previous)\"}"))
        #expect(try fixture.verify().isSound)
    }

    @Test("Nobody but the owner can read the log")
    func modes() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(1)
        let result = try await Command.run([
            "stat", "-c", "%a", fixture.path, "\(fixture.path)/sessions-2026-11-21.jsonl",
            "\(fixture.path)/sessions.head",
        ])
        #expect(result.output == "700\n600\n600\n")
    }

    @Test("An event of the day before, come late, stands after those that were there first, and the chain holds")
    func lateEvent() async throws {
        let fixture = try LogFixture()
        fixture.clock.set("2026-11-22T00:00:00.000000Z")
        let log = try fixture.open()
        let late = SessionEvent(time: fixture.clock.read().advanced(by: .microseconds(-1)), kind: .serverStopping)
        log.write(fixture.event(0))
        log.write(late)
        log.write(fixture.event(1))
        await log.close()
        #expect(try fixture.files == ["sessions-2026-11-22.jsonl"])
        #expect(try fixture.records().map(\.event) == ["recording.gap", "server.stopping", "recording.gap"])
        #expect(try fixture.verify().isSound)
    }

    @Test("A batch that spans midnight goes to two files")
    func midnight() async throws {
        let fixture = try LogFixture()
        fixture.clock.set("2026-12-31T23:59:59.999000Z")
        let log = try fixture.open()
        for number in 0..<10 {
            log.write(fixture.event(number))
            fixture.clock.advance(by: .microseconds(200))
        }
        await log.close()
        #expect(try fixture.lines("sessions-2026-12-31.jsonl").count == 5)
        #expect(try fixture.lines("sessions-2027-01-01.jsonl").count == 5)
        #expect(try fixture.verify().isSound)
    }

    @Test("Eight threads that write at once make a sound chain, and each thread's events stay in their order")
    func threads() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        // As many as surely fit into the queue.
        let count = 1000
        await withTaskGroup(of: Void.self) { group in
            for user in 0..<8 {
                group.addTask { @concurrent in
                    for number in 0..<count { log.write(fixture.event(number, user: "user\(user)")) }
                }
            }
        }
        await log.close()
        let records = try fixture.records()
        #expect(records.count == 8 * count)
        for user in 0..<8 {
            let own = records.filter { $0.user == "user\(user)" }
            #expect(own.map { $0["bytes"]?.integer } == (0..<count).map { Int64($0) })
        }
        #expect(try fixture.verify().isSound)
        #expect(log.statistics.written == UInt64(8 * count))
        #expect(log.statistics.lost == 0)
    }

    @Test("A log has one writer; the next one may begin when it is closed")
    func oneWriter() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        #expect(throws: EventLogError.busy(folder: fixture.path)) { try fixture.open() }
        #expect(throws: EventLogError.busy(folder: fixture.path)) {
            try EventLog(folder: fixture.path, startsFailing: true)
        }
        await log.close()
        let next = try fixture.open()
        await next.close()
    }

    @Test("Events reach the file soon, without a close")
    func soon() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        log.write(fixture.event(1))
        #expect(try await eventually { try fixture.allLines().count == 1 })
        log.write(fixture.event(2))
        #expect(try await eventually { try fixture.allLines().count == 2 })
        await log.close()
    }

    @Test("What is written after the close is counted as lost, and nothing else happens")
    func afterClose() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        #expect(await log.close() == 0)
        log.write(fixture.event(1))
        #expect(log.statistics.lost == 1)
        #expect(await log.close() == 0)
        #expect(try fixture.allLines().isEmpty)
    }

    @Test("A log that is let go of without a close writes what waits and gives its lock up")
    func letGo() async throws {
        let fixture = try LogFixture()
        do {
            let log = try fixture.open()
            for number in 0..<100 { log.write(fixture.event(number)) }
        }
        #expect(try await eventually { try fixture.allLines().count == 100 })
        let isFree = await eventually {
            guard let next = try? fixture.open() else { return false }
            await next.close()
            return true
        }
        #expect(isFree)
    }
}
