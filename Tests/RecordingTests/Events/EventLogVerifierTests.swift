import Foundation
import GatewayTesting
import Testing

@testable import Recording

struct EventLogVerifierTests {
    private let first = "sessions-2026-11-21.jsonl"
    private let second = "sessions-2026-11-22.jsonl"

    /// Two days of ten lines each.
    private func filled() async throws -> LogFixture {
        let fixture = try LogFixture()
        try await fixture.fill(10)
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.fill(10)
        return fixture
    }

    private func fault(_ file: String, _ line: Int, _ kind: EventLogFault.Kind) -> EventLogFault {
        EventLogFault(file: file, line: line, kind: kind)
    }

    @Test("A log as it was written is sound, and what was verified is said")
    func sound() async throws {
        let found = try await filled().verify()
        #expect(found.isSound)
        #expect(found.files == [first, second])
        #expect(found.lines == 20)
        #expect(found.sequences == 1...20)
    }

    @Test("A changed line is named, wherever it stands", arguments: 1...20)
    func changed(number: Int) async throws {
        let fixture = try await filled()
        let (file, line) = number <= 10 ? (first, number) : (second, number - 10)
        try fixture.tamper(file) { $0[line - 1] = $0[line - 1].replacing("alice", with: "alicf") }
        #expect(try fixture.verify().faults == [fault(file, line, .changed)])
    }

    @Test("A line whose hash of the line before was changed is named; that line cannot be proven", arguments: 2...20)
    func changedHash(number: Int) async throws {
        let fixture = try await filled()
        let (file, line) = number <= 10 ? (first, number) : (second, number - 10)
        try fixture.tamper(file) { lines in
            let end = lines[line - 1].hasSuffix("0\"}") ? "1\"}" : "0\"}"
            lines[line - 1] = lines[line - 1].dropLast(3) + end
        }
        let before = number == 11 ? fault(first, 10, .unproven) : fault(file, line - 1, .unproven)
        #expect(try fixture.verify().faults == [before, fault(file, line, .changed)])
    }

    @Test("The very first line must carry zeros")
    func firstHash() async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0[0] = $0[0].dropLast(3) + "1\"}" }
        #expect(try fixture.verify().faults.contains(fault(first, 1, .changed)))
    }

    @Test("Two changed lines are both named", arguments: [(3, 7), (3, 4), (3, 5), (1, 20)])
    func twoChanged(numbers: (Int, Int)) async throws {
        let fixture = try await filled()
        for number in [numbers.0, numbers.1] {
            let (file, line) = number <= 10 ? (first, number) : (second, number - 10)
            try fixture.tamper(file) { $0[line - 1] = $0[line - 1].replacing("alice", with: "alicf") }
        }
        let named = try fixture.verify().faults.map { ($0.file == first ? 0 : 10) + $0.line }
        #expect(named == [numbers.0, numbers.1])
    }

    @Test("Removed lines are told where they are missing", arguments: [(2, 1), (5, 3), (9, 2), (10, 1)])
    func removed(from: Int, count: Int) async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0.removeSubrange(from - 1..<from - 1 + count) }
        let numbers = UInt64(from)...UInt64(from + count - 1)
        let place = from + count - 1 == 10 ? (second, 1) : (first, from)
        #expect(try fixture.verify().faults == [fault(place.0, place.1, .missing(numbers))])
    }

    @Test("A removed day's file is told")
    func removedFile() async throws {
        let fixture = try await filled()
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.fill(1)
        try FileManager.default.removeItem(atPath: "\(fixture.path)/\(second)")
        #expect(try fixture.verify().faults == [fault("sessions-2026-11-23.jsonl", 1, .missing(11...20))])
    }

    @Test("Removed last lines are found by the head", arguments: [1, 3, 10])
    func removedAtEnd(count: Int) async throws {
        let fixture = try await filled()
        try fixture.tamper(second) { $0.removeLast(count) }
        let place = count == 10 ? (first, 10) : (second, 10 - count)
        #expect(
            try fixture.verify().faults == [fault(place.0, place.1, .missingAtEnd(UInt64(21 - count)...20))])
    }

    @Test("Swapped lines are named, once", arguments: [(3, 4), (3, 6), (9, 10)])
    func swapped(lines: (Int, Int)) async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0.swapAt(lines.0 - 1, lines.1 - 1) }
        let faults = try fixture.verify().faults
        #expect(!faults.isEmpty)
        #expect(
            faults.allSatisfy {
                guard case .reordered = $0.kind else { return false }
                return $0.file == first && (lines.0...lines.1).contains($0.line)
            }, "\(faults)")
        #expect(faults.contains(fault(first, lines.1, .reordered(sequence: UInt64(lines.0)))))
    }

    @Test("A line that is moved to another day's file is named, and not missed where it was")
    func moved() async throws {
        let fixture = try await filled()
        var line = ""
        try fixture.tamper(first) { line = $0.remove(at: 4) }
        try fixture.tamper(second) { $0.insert(line, at: 3) }
        #expect(try fixture.verify().faults == [fault(second, 4, .reordered(sequence: 5))])
    }

    @Test("A line that was moved and changed is named for both")
    func movedAndChanged() async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { lines in
            lines[4] = lines[4].replacing("alice", with: "alicf")
            lines.swapAt(4, 5)
        }
        #expect(try fixture.verify().faults.map(\.kind) == [.reordered(sequence: 5), .changed])
    }

    @Test("A line that is there twice is named")
    func repeated() async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0.insert($0[2], at: 5) }
        #expect(try fixture.verify().faults == [fault(first, 6, .repeated(sequence: 3))])
    }

    @Test("A line cut short is named, and no other", arguments: [1, 5, 10])
    func cutShort(line: Int) async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0[line - 1] = String($0[line - 1].dropLast(20)) }
        #expect(try fixture.verify().faults == [fault(first, line, .malformed)])
    }

    @Test("A last line cut short with its newline is found: the head tells of it")
    func lastCutShort() async throws {
        let fixture = try await filled()
        let path = "\(fixture.path)/\(second)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.dropLast(10).utf8).write(to: URL(fileURLWithPath: path))
        let found = try fixture.verify()
        #expect(found.faults == [fault(second, 9, .missingAtEnd(20...20))])
        #expect(found.unfinishedBytes > 0)
        try fixture.tamper(second) { $0.append("{}") }
        #expect(try fixture.verify().faults == [fault(second, 10, .malformed)])
    }

    @Test("Lines put in between are named, and no other", arguments: ["", "{}", "nonsense", "[1]"])
    func inserted(line: String) async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0.insert(line, at: 4) }
        #expect(try fixture.verify().faults == [fault(first, 5, .malformed)])
    }

    @Test("A file cut off in the midst of a line, before the last file, is named")
    func cutFile() async throws {
        let fixture = try await filled()
        let path = "\(fixture.path)/\(first)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.dropLast(10).utf8).write(to: URL(fileURLWithPath: path))
        #expect(try fixture.verify().faults == [fault(first, 10, .malformed)])
    }

    @Test("A number that is changed does not hide a line")
    func changedNumber() async throws {
        let fixture = try await filled()
        try fixture.tamper(first) { $0[4] = $0[4].replacing("\"seq\":5,", with: "\"seq\":9000000000000000000,") }
        let found = try fixture.verify()
        #expect(found.faults.contains { $0.file == first && $0.line == 5 })
    }

    @Test("A log is verified while it is written, without a fault")
    func whileWritten() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open { $0.gathering = .zero }
        let writing = Task { @concurrent in
            var number = 0
            while !Task.isCancelled {
                log.write(fixture.event(number))
                number += 1
                if number % 50 == 0 { try? await Task.sleep(for: .milliseconds(1)) }
            }
        }
        for _ in 0..<20 {
            let found = try fixture.verify()
            #expect(found.isSound, "\(found.faults.prefix(3))")
        }
        writing.cancel()
        await writing.value
        await log.close()
        #expect(try fixture.verify().isSound)
    }

    @Test("An empty or missing folder is sound and has no lines")
    func nothing() throws {
        let found = try LogFixture().verify()
        #expect(found.isSound)
        #expect(found.lines == 0)
    }

    @Test("Faults read as file, line and what is wrong")
    func words() {
        #expect("\(fault(first, 12, .changed))" == "sessions-2026-11-21.jsonl:12: the line was changed")
        #expect(
            "\(fault(first, 3, .missing(4...6)))"
                == "sessions-2026-11-21.jsonl:3: events 4 to 6 are missing before this one")
    }
}
