import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

struct EventLogReaderTests {
    private func numbers(_ records: [EventRecord]) -> [Int64] { records.compactMap { $0["bytes"]?.integer } }

    /// Three days of ten events each, numbered through.
    private func threeDays() async throws -> LogFixture {
        let fixture = try LogFixture()
        let log = try fixture.open()
        for number in 0..<30 {
            if number > 0, number % 10 == 0 { fixture.clock.advance(by: .seconds(86_400 - 10)) }
            log.write(fixture.event(number, user: number % 2 == 0 ? "alice" : "bob"))
            fixture.clock.advance(by: .seconds(1))
        }
        await log.close()
        return fixture
    }

    @Test("All events of all days come in their order")
    func all() async throws {
        let fixture = try await threeDays()
        #expect(try fixture.files.count == 3)
        #expect(try numbers(fixture.records()) == Array(0..<30))
        var records: [EventRecord] = []
        for try await record in EventRecords(folder: fixture.path) { records.append(record) }
        #expect(records == (try fixture.records()))
    }

    @Test("The last so many that pass the filter come, over days", arguments: [0, 1, 5, 9, 10, 11, 25, 30, 100])
    func last(count: Int) async throws {
        let fixture = try await threeDays()
        #expect(try numbers(fixture.records(start: .last(count))) == Array(0..<30).suffix(count))
        var bob = EventFilter()
        bob.users = ["bob"]
        #expect(
            try numbers(fixture.records(bob, start: .last(count))) == Array(0..<30).filter { $0 % 2 == 1 }.suffix(count)
        )
    }

    @Test("The last of many are found from behind, however few of them pass the filter", arguments: [1, 700, 2999])
    func lastOfMany(count: Int) async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        // Long lines: windows begin in the midst of them.
        let text = String(repeating: "x", count: 1000)
        for number in 0..<3000 {
            let user = number % 100 == 7 ? "bob" : "alice"
            log.write(
                SessionEvent(time: fixture.clock.read(), user: user, kind: .logFailing(cause: "\(number) \(text)")))
            if number % 1000 == 999 { #expect(await eventually { log.statistics.queuedBytes == 0 }) }
        }
        await log.close()
        let sequences = try fixture.records(start: .last(count)).map(\.sequence)
        #expect(sequences == Array(UInt64(3001 - count)...3000))
        var bob = EventFilter()
        bob.users = ["bob"]
        #expect(try fixture.records(bob, start: .last(25)).map(\.sequence) == (5..<30).map { UInt64($0 * 100 + 8) })
    }

    @Test("From the end on only later events come")
    func end() async throws {
        let fixture = try await threeDays()
        let reader = try EventLogReader(folder: fixture.path, start: .end)
        #expect(try reader.read().isEmpty)
        try await fixture.fill(2)
        #expect(try numbers(reader.read()) == [0, 1])
    }

    @Test("Users, kinds and their groups, sessions, connections and times choose events")
    func filters() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        for event in SessionEventExamples.all(from: fixture.clock.read()) { log.write(event) }
        log.write(fixture.event(1))
        await log.close()
        let all = try fixture.records()
        func events(_ change: (inout EventFilter) -> Void) throws -> [EventRecord] {
            var filter = EventFilter()
            change(&filter)
            return try fixture.records(filter)
        }
        #expect(try events { $0.users = ["alice"] } == all.filter { $0.user == "alice" })
        #expect(try events { $0.users = ["nobody"] }.isEmpty)
        #expect(try events { $0.kinds = ["auth"] } == all.filter { $0.event == "auth.attempt" })
        #expect(
            try events { $0.kinds = ["log.gap", "server"] }
                == all.filter { $0.event == "log.gap" || $0.event.hasPrefix("server.") })
        #expect(try events { $0.kinds = ["auth.attempts", "aut", "log."] }.isEmpty)
        #expect(
            try events { $0.session = SessionEventExamples.session } == all.filter { $0.session == "c12-7.2" })
        let connection = try events { $0.connection = SessionEventExamples.connection }
        #expect(connection == all.filter { $0.connection == "c12-7" })
        #expect(connection.contains { $0.session != nil })
        let middle = all[20].time
        #expect(try events { $0.since = middle } == all.filter { $0.time >= middle })
        #expect(try events { $0.until = middle } == all.filter { $0.time < middle })
    }

    @Test("Times choose over days")
    func times() async throws {
        let fixture = try await threeDays()
        for index in [0, 5, 10, 15, 29] {
            var filter = EventFilter()
            filter.since = try fixture.records()[index].time
            #expect(try numbers(fixture.records(filter)) == Array(Int64(index)..<30))
            #expect(try numbers(fixture.records(filter, start: .last(3))) == Array(max(Int64(index), 27)..<30))
        }
    }

    @Test("One who follows gets each event once, over midnight, from before the first file on")
    func following() async throws {
        let fixture = try LogFixture()
        let count = 300
        let reading = Task { @concurrent in
            var records: [EventRecord] = []
            for try await record in EventRecords(folder: fixture.path, start: .end, follow: .milliseconds(1)) {
                records.append(record)
                if records.count == count { break }
            }
            return records
        }
        // The reader stands at the end of nothing before the first event.
        try await Task.sleep(for: .milliseconds(200))
        fixture.clock.set("2026-11-21T23:59:59.900000Z")
        let log = try fixture.open { $0.gathering = .zero }
        for number in 0..<count {
            log.write(fixture.event(number))
            fixture.clock.advance(by: .milliseconds(1))
            if number % 7 == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        await log.close()
        #expect(try numbers(await reading.value) == (0..<Int64(count)).map { $0 })
        #expect(try fixture.files.count == 2)
    }

    @Test("One who follows ends when the task is cancelled")
    func cancelled() async throws {
        let fixture = try await threeDays()
        let reading = Task { @concurrent in
            var count = 0
            for try await _ in EventRecords(folder: fixture.path, follow: .seconds(1000)) { count += 1 }
            return count
        }
        try await Task.sleep(for: .milliseconds(100))
        reading.cancel()
        #expect(try await reading.value <= 30)
    }

    @Test("An unfinished line is not read before its end, and not at all when a start cuts it off")
    func unfinished() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(2)
        let reader = try EventLogReader(folder: fixture.path)
        #expect(try reader.read().count == 2)
        let path = "\(fixture.path)/\(try #require(try fixture.files.first))"
        let line = try #require(try fixture.allLines().last)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(line.prefix(50).utf8))
        try handle.close()
        #expect(try reader.read().isEmpty)
        try await fixture.fill(1)
        #expect(try reader.read().map(\.event) == ["log.recovered", "recording.gap"])
    }

    @Test("Lines that are no events are passed over, and unknown events and members are kept")
    func unknown() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(1)
        let zeros = String(repeating: "0", count: 64)
        let future =
            #"{"time":"2026-11-21T12:00:00.000000Z","event":"moon.rose","seq":9,"v":1,"phase":0.5,"who":["a"],"previous":"\#(zeros)"}"#
        try fixture.tamper("sessions-2026-11-21.jsonl") { $0 += ["nonsense", "{}", "", future] }
        let records = try fixture.records()
        #expect(records.map(\.event) == ["recording.gap", "moon.rose"])
        #expect(records[1].fields == [.init("phase", .number("0.5")), .init("who", .array([.string("a")]))])
        #expect(records[1].line == future)
    }

    @Test("Lines of any length are read, those beyond the limit in pieces that are no events")
    func longLines() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(2)
        try fixture.tamper("sessions-2026-11-21.jsonl") {
            $0.insert(String(repeating: "x", count: 3_000_000), at: 1)
            $0.insert(String(repeating: "y", count: 900_000), at: 1)
        }
        #expect(try numbers(fixture.records()) == [0, 1])
    }
}
