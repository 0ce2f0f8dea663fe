import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

struct EncodedEventTests {
    private func line(_ event: SessionEvent) -> String {
        var bytes: [UInt8] = []
        EncodedEvent(event).append(to: &bytes, sequence: 1234, previous: .none)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func command(_ text: String) -> String {
        line(SessionEvent(kind: .sessionFailed(.init(program: .command(text), cause: "x"))))
    }

    private func parsed(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test("A line's members stand in the documented order")
    func order() {
        let event = SessionEvent(
            time: EventTime(microseconds: 1_795_287_901_123_456), session: SessionEventExamples.session, user: "alice",
            kind: .recordingGap(bytes: 5))
        let zeros = String(repeating: "0", count: 64)
        #expect(
            line(event) == """
                {"time":"2026-11-21T19:05:01.123456Z","event":"recording.gap","seq":1234,"v":1,"connection":"c12-7",\
                "session":"c12-7.2","user":"alice","bytes":5,"previous":"\(zeros)"}\n
                """)
    }

    @Test("Any scalar in a text comes back as it was, and none can break a line or command a terminal")
    func scalars() throws {
        // All that may matter, and some of the others.
        let values = Array(UInt32(0)..<0x3000) + Array(0xD700..<0xE100) + Array(0xFE00...0xFFFF)
        let scalars = (values + stride(from: 0x3000, through: 0x10FFFF, by: 97)).compactMap { Unicode.Scalar($0) }
        for start in stride(from: 0, to: scalars.count, by: 600) {
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[start..<min(start + 600, scalars.count)])
            let line = command(text)
            try #require(line.unicodeScalars.dropLast().allSatisfy { !$0.isUnsafeOnTerminals })
            let read = try #require(JSONValue(Array(line.utf8)[...]))
            // A String compares by canonical equivalence: by scalars it is strict.
            try #require(read["command"]?.string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
            let foundation = try parsed(line)["command"] as? String
            try #require(foundation.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test("A long text is cut between scalars, and the line says how long it was")
    func longTexts() throws {
        for (unit, kept) in [("a", 4096), ("\u{1}", 682), ("😀", 1024), ("é", 2048), ("\"", 2048)] {
            let text = String(repeating: unit, count: 100_000)
            let line = try parsed(command(text))
            #expect(line["command"] as? String == String(repeating: unit, count: kept))
            #expect(line["cut"] as? [String: Int] == ["command": text.utf8.count])
        }
        let whole = try parsed(command(String(repeating: "a", count: 4096)))
        #expect((whole["command"] as? String)?.count == 4096)
        #expect(whole["cut"] == nil)
    }

    @Test("jsonschema accepts a line of every kind by the schema, and refuses each that lacks a member it must have")
    func schema() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        for event in SessionEventExamples.all(from: fixture.clock.read()) { log.write(event) }
        await log.close()
        let file = try #require(try fixture.files.first)
        #expect(try fixture.lines(file).count == SessionEventExamples.kinds.count)
        let python = try #require(
            ProcessInfo.processInfo.environment["GANGWAY_TEST_PYTHON"],
            "GANGWAY_TEST_PYTHON names no interpreter with jsonschema: run the tests by etc/test")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let script = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            required = {rule["if"]["properties"]["event"]["const"]: rule["then"].get("required", [])
                        for rule in schema["allOf"]}
            seen = set()
            for line in open(sys.argv[2]):
                event = json.loads(line)
                seen.add(event["event"])
                validator.validate(event)
                for name in schema["required"] + required[event["event"]]:
                    less = {key: value for key, value in event.items() if key != name}
                    assert not validator.is_valid(less), (event["event"], name)
                known = set(schema["properties"])
                for rule in schema["allOf"]:
                    if rule["if"]["properties"]["event"]["const"] == event["event"]:
                        known |= set(rule["then"].get("properties", {}))
                assert set(event) <= known, set(event) - known
            assert seen == set(required), seen ^ set(required)
            """
        let result = try await Command.run(
            [python, "-c", script, root.path + "/etc/session-log.schema.json", "\(fixture.path)/\(file)"])
        #expect(result.code == 0, "\(result)")
    }

    @Test("jq reads every line, and finds what joins them")
    func jq() async throws {
        let fixture = try LogFixture()
        let log = try fixture.open()
        for event in SessionEventExamples.all(from: fixture.clock.read()) { log.write(event) }
        await log.close()
        let file = try #require(try fixture.files.first)
        let count = try await Command.run(["jq", "-s", "length", "\(fixture.path)/\(file)"])
        #expect(count.output == "\(SessionEventExamples.kinds.count)\n", "\(count)")
        let joined = try await Command.run([
            "jq", "-r", #"select(.session == "c12-7.2" and .event == "session.opened") | .command // empty"#,
            "\(fixture.path)/\(file)",
        ])
        #expect(joined.output == "git status\n", "\(joined)")
    }
}
