import Foundation
import GatewayTesting
import Testing

@testable import Recording

struct EventLogRecoveryTests {
    private let file = "sessions-2026-11-21.jsonl"

    private func append(_ text: String, _ fixture: LogFixture) throws {
        let handle = try #require(FileHandle(forWritingAtPath: "\(fixture.path)/\(file)"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test("A last line that a crash left unfinished is cut off and told, and the log is sound", arguments: [0, 1, 5])
    func tornLine(more: Int) async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        let torn = try String(fixture.lines(file)[2].prefix(40))
        try append(torn, fixture)
        #expect(try fixture.verify().unfinishedBytes == 40)
        #expect(try fixture.verify().isSound)
        try await fixture.fill(more)
        let records = try fixture.records()
        #expect(records.count == 4 + more)
        #expect(records[3].event == "log.recovered")
        #expect(records[3]["bytes"] == .integer(40))
        #expect(try fixture.verify().isSound)
        #expect(try fixture.verify().unfinishedBytes == 0)
    }

    @Test("Zeros at the end, as a power cut leaves them, are cut off")
    func zeros() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        try append(String(repeating: "\0", count: 5000), fixture)
        try await fixture.fill(1)
        let records = try fixture.records()
        #expect(
            records.map(\.event) == [
                "recording.gap", "recording.gap", "recording.gap", "log.recovered", "recording.gap",
            ])
        #expect(records[3]["bytes"] == .integer(5000))
        #expect(try fixture.verify().isSound)
    }

    @Test("Last lines that the head tells of and that are not there are told, and stay a fault for ever")
    func lostLines() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(5)
        try fixture.tamper(file) { $0.removeLast(2) }
        try await fixture.fill(2)
        let records = try fixture.records()
        #expect(records.map(\.sequence) == [1, 2, 3, 6, 7, 8])
        #expect(records[3].event == "log.gap")
        #expect(records[3]["lost"] == .integer(2))
        #expect(try fixture.verify().faults == [EventLogFault(file: file, line: 4, kind: .missing(4...5))])
    }

    @Test("A last line that was changed while the server was down is found after its start, too")
    func changedWhileDown() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        try fixture.tamper(file) { $0[2] = $0[2].replacing("alice", with: "mallo") }
        try await fixture.fill(2)
        #expect(try fixture.verify().faults == [EventLogFault(file: file, line: 3, kind: .changed)])
    }

    @Test("A head that is gone or damaged is made anew from the last line, and told", arguments: [nil, "", "nonsense"])
    func headGone(content: String?) async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        let head = fixture.path + "/sessions.head"
        if let content {
            try Data(content.utf8).write(to: URL(fileURLWithPath: head))
        } else {
            try FileManager.default.removeItem(atPath: head)
        }
        #expect(try fixture.verify().faults == [EventLogFault(file: "sessions.head", line: 0, kind: .headUnusable)])
        try await fixture.fill(1)
        #expect(try fixture.records().map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(try fixture.records()[3].event == "log.recovered")
        #expect(try fixture.verify().isSound)
    }

    @Test("A crash between a line and its head loses nothing")
    func headBehind() async throws {
        let fixture = try LogFixture()
        try await fixture.fill(3)
        let head = try Data(contentsOf: URL(fileURLWithPath: fixture.path + "/sessions.head"))
        try await fixture.fill(2)
        try head.write(to: URL(fileURLWithPath: fixture.path + "/sessions.head"))
        #expect(try fixture.verify().isSound)
        try await fixture.fill(1)
        #expect(try fixture.records().map(\.sequence) == [1, 2, 3, 4, 5, 6])
        #expect(try fixture.verify().isSound)
    }

    @Test("Old days' files may be taken away: numbers go on, and the rest is sound")
    func oldDaysGone() async throws {
        let fixture = try LogFixture()
        for _ in 0..<3 {
            try await fixture.fill(2)
            fixture.clock.advance(by: .seconds(86_400))
        }
        try FileManager.default.removeItem(atPath: "\(fixture.path)/\(file)")
        let found = try fixture.verify()
        #expect(found.isSound)
        #expect(found.sequences == 3...6)
        for file in try fixture.files { try FileManager.default.removeItem(atPath: "\(fixture.path)/\(file)") }
        try await fixture.fill(1)
        #expect(try fixture.records().map(\.event) == ["log.gap", "recording.gap"])
        #expect(try fixture.records().map(\.sequence) == [7, 8])
    }

    @Test("A writer killed in the midst of its work leaves a log that is sound up to the last line", arguments: 1...4)
    func killed(round: Int) async throws {
        let fixture = try LogFixture()
        let path = fixture.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, round = round as Int] in
            let fixture = try LogFixture(path: path)
            let log = try fixture.open { $0.gathering = .zero }
            let threads = (0..<4).map { user in
                Thread {
                    for number in 0... {
                        // Long lines, so that a write takes its time.
                        let text = String(repeating: "x", count: 4000)
                        log.write(
                            SessionEvent(
                                time: fixture.clock.read(), user: "user\(user)",
                                kind: .recordingFailed(cause: "\(number) \(text)")))
                        if number % 64 == 0 { usleep(500) }
                    }
                }
            }
            for thread in threads { thread.start() }
            while log.statistics.written < 300 { usleep(100) }
            usleep(UInt32(round * 700))
            kill(getpid(), SIGKILL)
            while true { sleep(1) }
        }
        let crashed = try fixture.verify()
        #expect(crashed.isSound, "\(crashed.faults.prefix(3))")
        #expect(crashed.lines >= 300)
        #expect(crashed.sequences?.lowerBound == 1)
        try await fixture.fill(2)
        let after = try fixture.verify()
        #expect(after.isSound, "\(after.faults.prefix(3))")
        #expect(after.lines >= crashed.lines + 2)
    }
}
