import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

@Suite struct RecordingTests {
    /// The recording as asciinema understands it.
    private func asciinema(_ path: String) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        // It asks for a terminal, for keys.
        let script = "script -qfec 'asciinema cat \(path) > \(folder.path)/output' /dev/null"
        let result = try await Command.bash(script, environment: ["LC_ALL": "C.UTF-8"])
        try #require(result.code == 0, "\(result)")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/output")))
    }

    private func ended(_ recordings: Recordings) async throws -> String {
        try #require(await eventually { recordings.path(".cast.zst") != nil && recordings.path(".cast") == nil })
        let path = try #require(recordings.path(".cast.zst"))
        let plain = recordings.folder + "/plain.cast"
        let result = try await Command.run(["zstd", "-dc", path])
        try #require(result.code == 0, "\(result)")
        try Data(result.standardOutput).write(to: URL(fileURLWithPath: plain))
        return plain
    }

    @Test("asciinema shows byte for byte what vim and tmux wrote", arguments: ["vim", "tmux"])
    func programs(_ program: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write((0..<200).map { "line \($0) grüße 漢字 🎉\n" }.joined(), to: "text")
        let command =
            program == "vim"
            ? "vim -u NONE -N text"
            : "tmux -f /dev/null -S \(folder.path)/socket new-session 'cat text; sleep 1'"
        let keys = program == "vim" ? ":set number\r100Gdd:syntax on\r:q!\r" : ""
        try folder.write(keys, to: "keys")
        // script(1) gives it a terminal; what it wrote is the client's view.
        let script = """
            cd \(folder.path) && (sleep 1; while IFS= read -r -n1 -d '' c; do printf '%s' "$c"; sleep 0.02; done < keys; \
            sleep 2) | TERM=xterm-256color script -qfec "stty cols 100 rows 30; \(command)" log > output
            """
        _ = try await Command.bash(script, environment: ["LC_ALL": "C.UTF-8"], limit: 60)
        let seen = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/output")))
        try #require(seen.count > 500)

        let recordings = try Recordings()
        let recorder = recordings.begin(columns: 100, rows: 30)
        try await recorder.outputAll(seen, piece: 97)
        recorder.end(.status(0))
        #expect(try await asciinema(ended(recordings)) == seen)
    }

    @Test("a flood of UTF-8 cut at every byte over chunks comes out as it was")
    func flood() async throws {
        let text = Array("aé漢🎉\u{1B}[31m\u{7F}\"\\\r\n\t\u{0}".utf8)
        let flood = (0..<3000).flatMap { _ in text }
        for piece in [1, 2, 3, 5, 7, 64 << 10] {
            let recordings = try Recordings()
            let recorder = recordings.begin()
            try await recorder.outputAll(flood, piece: piece)
            recorder.end(.status(0))
            #expect(try await asciinema(ended(recordings)) == flood, "in pieces of \(piece)")
            #expect(recordings.events.isEmpty)
        }
    }

    @Test("the live file grows as it happens and asciinema reads it")
    func live() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        recorder.output("hello ")
        #expect(await eventually { recordings.text(".cast").contains("hello ") })
        let path = try #require(recordings.path(".cast"))
        #expect(try await asciinema(path) == Array("hello ".utf8))
        recorder.output("world")
        #expect(await eventually { recordings.text(".cast").contains("world") })
        #expect(try await asciinema(path) == Array("hello world".utf8))
    }

    @Test("header, resizes, marks, input and exit are in the file, in order")
    func content() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin(user: "bob", command: "ls \"x\"", started: 1_700_000_000_123_456, columns: 120)
        recorder.output("one")
        recorder.resize(TerminalSize(columns: 100, rows: 40))
        recorder.input("typed")
        recorder.mark("here")
        recorder.output("two")
        recorder.end(.signal(.hangup, coreDumped: false))
        let text = try String(contentsOfFile: await ended(recordings), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        let header = try #require(lines.first)
        let object = try #require(JSONSerialization.jsonObject(with: Data(header.utf8)) as? [String: Any])
        #expect(object["version"] as? Int == 2 && object["width"] as? Int == 120 && object["height"] as? Int == 24)
        #expect(object["timestamp"] as? Int == 1_700_000_000)
        #expect((object["env"] as? [String: String])?["TERM"] == "xterm")
        let parsed = try #require(HeaderLine.header(header.utf8))
        #expect(parsed == recorder.header)
        #expect(
            lines.dropFirst().map { String($0.drop { $0 != " " }.dropFirst()) } == [
                "\"o\", \"one\"]", "\"r\", \"100x40\"]", "\"i\", \"typed\"]", "\"m\", \"here\"]", "\"o\", \"two\"]",
                "\"x\", \"signal HUP\"]",
            ])
        #expect(recordings.path("2023-11-14/c12-7.0.cast.zst") != nil)
    }

    @Test("input is in the file only where it was given")
    func noInput() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        recorder.output("Password: ")
        recorder.end(.status(0))
        #expect(try await !String(contentsOfFile: ended(recordings), encoding: .utf8).contains("\"i\""))
    }

    @Test("the compressed file is the live one, by zstd's own program")
    func compressed() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        try await recorder.outputAll(
            (0..<40_000).flatMap { Array("line \($0) \($0 * 7919) \u{1B}[0m\r\n".utf8) }, piece: 2000)
        try #require(await eventually { recorder.state.withLock(\.buffered) == 0 })
        let live = recordings.bytes(".cast")
        #expect(live.count > 800_000)
        recorder.end(nil)
        let plain = try await Data(contentsOf: URL(fileURLWithPath: ended(recordings)))
        #expect([UInt8](plain) == live)
        let test = try await Command.run(["zstd", "-tq", try #require(recordings.path(".cast.zst"))])
        #expect(test.code == 0, "\(test)")
        #expect(recordings.bytes(".cast.zst").count < live.count / 2)
    }

    @Test("only their owner can read recordings")
    func modes() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        recorder.output("secret")
        try #require(await eventually { recordings.text(".cast").contains("secret") })
        func modes() throws -> Set<String> {
            var modes: Set<String> = []
            let all = FileManager.default.enumerator(atPath: recordings.folder)?.compactMap { $0 as? String } ?? []
            for name in all + ["."] {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(recordings.folder)/\(name)")
                let kind = attributes[.type] as? FileAttributeType == .typeDirectory ? "folder" : "file"
                modes.insert("\(kind) \(String(attributes[.posixPermissions] as? Int ?? 0, radix: 8))")
            }
            return modes
        }
        #expect(try modes() == ["folder 700", "file 600"])
        recorder.end(nil)
        try #require(await eventually { recordings.path(".cast") == nil })
        #expect(try modes() == ["folder 700", "file 600"])
    }

    @Test("a folder that others can read is refused")
    func openFolder() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/r", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        #expect(throws: RecordingError.self) { _ = try Recordings(in: folder.path + "/r") }
        #expect(throws: RecordingError.self) { _ = try Recordings(in: folder.path + "/missing/r") }
    }

    @Test("nothing but an id in its one spelling names a file of a recording")
    func names() {
        for name in ["c12-7.2.cast", "c12-7.2.cast.zst", "c12-7.2.idx", "c12-7.2.txt.zst.tmp"] {
            #expect(RecordingFile(name: name)?.name == name)
        }
        for name in [
            "c12-7.2", "c12-7.cast", "c012-7.2.cast", "../c12-7.2.cast", "c12-7.2.cast.gz", ".cast", "c12-7.2.tmp.cast",
            "c12-7.+2.cast", "passwd",
        ] {
            #expect(RecordingFile(name: name) == nil)
        }
        #expect(SessionID("../../etc/passwd") == nil && SessionID("c1-1.1/x") == nil && SessionID("c01-1.1") == nil)
    }

    @Test("a session without a terminal is recorded up to its limit, which a mark tells")
    func streams() async throws {
        let recordings = try Recordings { $0.streamLimit = 10 }
        let recorder = recordings.begin(command: "cat", terminal: false)
        recorder.output("1234567")
        recorder.input("890")
        recorder.output("more")
        recorder.output("and more")
        recorder.end(.status(3))
        let text = try String(contentsOfFile: await ended(recordings), encoding: .utf8)
        #expect(text.contains("\"pty\":false") && text.contains("1234567") && text.contains("890"))
        #expect(!text.contains("more") && text.split(separator: RecorderState.limitNote).count == 2)
        #expect(recordings.events.isEmpty)
    }
}
