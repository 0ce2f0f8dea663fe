import Foundation
import GatewayTesting
import Model
import Testing

@testable import Recording

@Suite struct RecordingIndexTests {
    /// What a terminal shows after these lines.
    private func screen(_ lines: [CastLine], _ size: TerminalSize) -> [String] {
        var screen = Screen(columns: Int(size.columns), rows: Int(size.rows))
        for line in lines {
            if line.kind == .output { screen.feed(line.text[...]) }
            if let size = line.size { screen.resize(columns: size.columns, rows: size.rows) }
        }
        return screen.textLines().map { String(decoding: $0, as: UTF8.self) }
    }

    private func text(_ line: CastLine) -> String { String(decoding: line.text, as: UTF8.self) }

    /// A recording of eight hours as a crashed gateway leaves it: something each 2 seconds, a resize now and then.
    private func eightHours(in folder: String, _ header: RecordingHeader) throws -> [CastLine] {
        let path = RecordingPath(header, root: folder)
        try RecordingFolder.make(folder)
        try RecordingFolder.make(path.folder)
        let buffer = LineBuffer(capacity: 64 << 20)
        let isWritten = buffer.append(bytes: HeaderLine.bytes(of: header))
        try #require(isWritten)
        for second in stride(from: 1, to: 8 * 3600, by: 2) {
            let time = Int64(second) * 1_000_000
            if second % 1801 == 0 { buffer.append(.resize, at: time, "\(80 + second % 40)x30") }
            let output = (0..<4).map { "\u{1B}[3\($0)msecond \(second).\($0) grüße 漢字\u{1B}[0m\r\n" }.joined()
            buffer.append(.output, at: time, second % 50 == 1 ? "\u{1B}[2J\u{1B}[H" + output : output)
        }
        let bytes = unsafe Array(buffer.written)
        try Data(bytes).write(to: URL(fileURLWithPath: path.cast))
        return bytes.split(separator: 0x0A).compactMap { CastLine($0) }
    }

    @Test("a recording of eight hours opens at any point by its nearest keyframe, with the screen as it was")
    func seeking() async throws {
        let folder = try TemporaryFolder()
        let header = RecordingHeader(
            id: Recordings.id(0), user: "alice", terminal: Terminal(type: "xterm", size: HeaderLine.defaultSize),
            started: RecordingStore.now())
        let all = try eightHours(in: folder.path + "/recordings", header)
        let recordings = try Recordings(in: folder.path + "/recordings")
        try #require(await eventually { recordings.events == [.recovered(header.id)] })
        #expect(
            recordings.files.map { String($0.split(separator: "/")[1]) } == [
                "c12-7.0.cast.zst", "c12-7.0.idx.zst", "c12-7.0.txt.zst",
            ])
        for time in [1.0, 31, 3000, 14_400.5, 28_000, 28_799, 40_000] {
            let reader = try recordings.store.open(header.id)
            try reader.seek(to: Int64(time * 1_000_000))
            var lines: [CastLine] = []
            while case .line(let line) = try reader.next(), let line = CastLine(line), line.time <= time {
                lines.append(line)
            }
            #expect(
                screen(lines, HeaderLine.defaultSize) == screen(all.filter { $0.time <= time }, HeaderLine.defaultSize))
            #expect(lines.reduce(0) { $0 + $1.text.count } < 512 << 10)
            if time > 100 {
                let first = try #require(lines.first)
                #expect(first.kind == .resize && first.time > time - 11_300)
                #expect(lines.count < 200, "keyframes come every 30 seconds")
            }
        }
        // Back to the begin.
        let reader = try recordings.store.open(header.id)
        try reader.seek(to: 100_000_000)
        try reader.seek(to: 0)
        #expect(try Recordings.lines(reader).dropLast() == all[...])
    }

    @Test("a watcher of a live recording gets the present screen from its last keyframe")
    func watching() async throws {
        let recordings = try Recordings { $0.keyframeBytes = 4096 }
        let recorder = recordings.begin()
        for number in 0..<2000 {
            recorder.output("line \(number)\r\n")
            // Events are indexed whole.
            if number % 100 == 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        try #require(
            await eventually {
                (KeyframeIndex(bytes: recordings.bytes(".idx")).offsets.last ?? 0) > 10_000
            })
        try #require(await eventually { recordings.text(".cast").contains("line 1999") })
        let reader = try recordings.store.open(recorder.id)
        try reader.seekToEnd()
        let lines = try Recordings.lines(reader)
        #expect(lines.first?.kind == .resize)
        #expect(lines.count < 20)
        let shown = screen(lines, HeaderLine.defaultSize)
        #expect(shown.contains("line 1999"))
        // And then what comes.
        recorder.output("and more")
        var more = ""
        let isThere = try await eventually {
            while case .line(let line) = try reader.next() { more += CastLine(line).map(text) ?? "" }
            return more == "and more"
        }
        #expect(isThere)
    }

    @Test("text on screens and commands are found, with time and context, in live and ended recordings")
    func search() async throws {
        let recordings = try Recordings { $0.keyframeBytes = 1024 }
        let first = recordings.begin(1, user: "alice", command: "make needle", started: 1_000_000)
        for number in 0..<100 { first.output("line \(number)\(number == 50 ? " NEEDLE" : "")\r\n") }
        first.end(.status(0))
        let second = recordings.begin(2, user: "bob", started: 2_000_000)
        for number in 0..<300 { second.output("row \(number)\(number == 20 ? " needle" : "")\r\n") }
        try #require(await eventually { recordings.path("1.txt.zst") != nil && recordings.path("1.cast") == nil })
        func found(_ text: String, user: String? = nil, ignoringCase: Bool = false, limit: Int = 100) -> [String] {
            var found: [String] = []
            recordings.store.search(text, user: user, ignoringCase: ignoringCase, limit: limit) { match in
                let line = match.line.trimmingCharacters(in: .whitespaces)
                found.append("\(match.header.id.number) \(match.place): \(line)")
                if match.place == .screen {
                    #expect(!match.before.isEmpty && !match.after.isEmpty && match.time >= 0)
                }
                return true
            }
            return found
        }
        #expect(await eventually { found("needle").contains("2 screen: row 20 needle") })
        #expect(Set(found("needle")) == ["2 screen: row 20 needle", "1 command: make needle"])
        #expect(
            Set(found("needle", user: "alice", ignoringCase: true)) == [
                "1 command: make needle", "1 screen: line 50 NEEDLE",
            ])
        #expect(found("nothing like that") == [] && found("") == [])
        #expect(found("needle", limit: 1).count == 1)
    }

    @Test("the index of an ended recording is complete when it is compressed, however fast it came")
    func catchingUp() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        try await recorder.outputAll(
            (0..<40_000).flatMap {
                Array("flood \($0) of lines that are as long as those of a program usually are\r\n".utf8)
            })
        recorder.end(.status(0))
        try #require(await eventually { recordings.path(".cast") == nil && recordings.path(".cast.zst") != nil })
        #expect(recordings.events.isEmpty)
        var last: [String] = []
        recordings.store.search("flood 39999") { match in
            last.append(match.line)
            return true
        }
        #expect(last.count == 1)
        let reader = try recordings.store.open(recorder.id)
        try reader.seek(to: .max)
        let lines = try Recordings.lines(reader)
        #expect(screen(lines, HeaderLine.defaultSize).contains { $0.hasPrefix("flood 39999 ") })
        #expect(lines.reduce(0) { $0 + $1.text.count } < 300 << 10)
    }
}
