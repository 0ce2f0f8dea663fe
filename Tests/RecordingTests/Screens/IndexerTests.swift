import Foundation
import Testing

@testable import Recording

/// A recording that a test writes, in a folder of its own that goes with it.
final class TestCast {
    private let folder: String
    let path: String
    var index: String { path + ".idx" }
    var text: String { path + ".txt" }
    private(set) var bytes: [UInt8] = []

    init(columns: Int = 40, rows: Int = 6) throws {
        folder = NSTemporaryDirectory() + "gangway-cast-\(UUID())"
        path = folder + "/c1-1.cast"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        append(raw: "{\"version\": 2, \"width\": \(columns), \"height\": \(rows), \"timestamp\": 1}\n")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func append(raw: String) {
        bytes += Array(raw.utf8)
    }

    func append(_ time: Double, _ text: String, code: String = "o") {
        append(raw: "[\(time), \"\(code)\", ")
        CastJSON.appendString(Array(text.utf8), to: &bytes)
        append(raw: "]\n")
    }

    /// Brings the file to what was appended, without the last `missing` bytes.
    func write(missing: Int = 0) throws {
        try Data(bytes.dropLast(missing)).write(to: URL(fileURLWithPath: path))
    }

    func indexer(_ settings: IndexSettings = IndexSettings()) throws -> Indexer {
        try Indexer(cast: path, index: index, text: text, settings: settings)
    }

    /// The screen at `time`, from the recording's begin.
    func replayed(until time: Double) -> Screen {
        var screen = Screen(columns: 40, rows: 6)
        replay(bytes[...], until: time, on: &screen)
        return screen
    }

    /// The screen at `time`, from the keyframe before.
    func sought(_ time: Double) throws -> Screen? {
        guard let keyframe = try KeyframeIndex.read(index).keyframe(before: time) else { return nil }
        var screen = keyframe.restored()
        replay(bytes[keyframe.offset...], until: time, on: &screen)
        return screen
    }

    private func replay(_ bytes: ArraySlice<UInt8>, until time: Double, on screen: inout Screen) {
        for line in bytes.split(separator: 0x0A) {
            guard let event = CastLine(line), event.time <= time else { continue }
            if event.kind == .output { screen.feed(event.text) }
            if let size = event.size { screen.resize(columns: size.columns, rows: size.rows) }
        }
    }

    var texts: [String] {
        get throws {
            try String(contentsOfFile: text, encoding: .utf8).split(separator: "\n").map { line in
                let part = line.split(separator: "\"line\":\"")[1]
                return String(part.dropLast(2))
            }
        }
    }

    /// Output that changes the screen in all ways, over `seconds`.
    func appendWild(seconds: Int, seed: UInt64 = 1) {
        var output = WildOutput(generator: SeededGenerator(state: seed))
        for second in 0..<seconds {
            append(Double(second) + 0.25, (0..<6).map { _ in output.piece() }.joined())
            if second % 17 == 16 { append(Double(second) + 0.5, "\(20 + second % 30)x\(4 + second % 5)", code: "r") }
        }
    }
}

struct IndexerTests {
    @Test("A seek by keyframe shows what a replay from the begin shows")
    func seeking() throws {
        let cast = try TestCast()
        cast.appendWild(seconds: 400)
        try cast.write()
        try cast.indexer().finish()
        let index = try KeyframeIndex.read(cast.index)
        #expect(index.offsets.count >= 12)
        #expect(index.keyframe(before: 5) == nil)
        for time in stride(from: 31.0, to: 420, by: 9.7) {
            let sought = try #require(try cast.sought(time))
            #expect(sought.differs(from: cast.replayed(until: time)) == nil, "at \(time)")
        }
    }

    @Test("A recording that grows is indexed as one that is complete, and a torn line waits")
    func growing() throws {
        let cast = try TestCast()
        let settings = IndexSettings(interval: 5, bytes: 2000)
        cast.appendWild(seconds: 100)
        try cast.write()
        try cast.indexer(settings).finish()
        let whole = try (Data(contentsOf: URL(fileURLWithPath: cast.index)), cast.texts)

        try FileManager.default.removeItem(atPath: cast.index)
        try FileManager.default.removeItem(atPath: cast.text)
        try cast.write(missing: cast.bytes.count)
        let indexer = try cast.indexer(settings)
        #expect(try indexer.advance(upTo: 1000) == Indexer.Progress(offset: 0, isCaughtUp: true))
        for missing in stride(from: cast.bytes.count, through: 0, by: -97) {
            try cast.write(missing: missing)
            while try !indexer.advance(upTo: 50).isCaughtUp {}
        }
        try cast.write()
        try indexer.finish()
        #expect(try Data(contentsOf: URL(fileURLWithPath: cast.index)) == whole.0)
        #expect(try cast.texts == whole.1)
    }

    @Test("After a crash the index goes on where it was, whatever is left of the files", arguments: 0..<12)
    func crash(round: Int) throws {
        let cast = try TestCast()
        let settings = IndexSettings(interval: 5, bytes: 2000)
        cast.appendWild(seconds: 120, seed: UInt64(round))
        try cast.write()
        try cast.indexer(settings).finish()
        let whole = try Data(contentsOf: URL(fileURLWithPath: cast.index))
        let text = try Data(contentsOf: URL(fileURLWithPath: cast.text))

        var generator = SeededGenerator(state: UInt64(round))
        func cut(_ data: Data, _ path: String) throws {
            var rest = data.prefix(Int.random(in: 0...data.count, using: &generator))
            if round % 3 == 0 { rest += Data(repeating: 0, count: 100) }
            try rest.write(to: URL(fileURLWithPath: path))
        }
        try cut(whole, cast.index)
        try cut(text, cast.text)
        try cast.indexer(settings).finish()
        let offsets = KeyframeIndex(bytes: Array(whole)).offsets
        #expect(try KeyframeIndex.read(cast.index).offsets == offsets)
        for time in stride(from: 10.0, to: 130, by: 13) {
            let difference = try cast.sought(time)?.differs(from: cast.replayed(until: time))
            #expect(difference == nil, "at \(time)")
        }
        // Each line of text is whole, and none stands twice for a keyframe that was kept.
        let before = String(decoding: text, as: UTF8.self).split(separator: "\n").count
        #expect(try (before - 5...before + before / 4 + 10).contains(cast.texts.count))
    }

    @Test("Lines that scrolled off, and rows that stayed, are in the text once")
    func text() throws {
        let cast = try TestCast()
        for number in 0..<20 { cast.append(Double(number), "line \(number)\r\n") }
        cast.append(40, "a long line that does not fit within forty columns at all")
        cast.append(80, "\r\n$ ")
        cast.append(120, "x")
        try cast.write()
        try cast.indexer().finish()
        let texts = try cast.texts
        #expect(texts.filter { $0.hasPrefix("line") } == (0..<20).map { "line \($0)" })
        #expect(texts.contains("a long line that does not fit within forty columns at all"))
        #expect(texts.last == "$ x")
        let matches = try RecordedText.search("line 7", in: cast.text, context: 1)
        #expect(matches.map(\.before) == [["line 6"]])
        #expect(matches.map(\.after) == [["line 8"]])
    }

    @Test("What an editor showed is in the text after it has gone")
    func alternate() throws {
        let cast = try TestCast()
        cast.append(1, "$ vi\r\n\u{1B}[?1049h\u{1B}[Hfirst secret\r\nsecond")
        cast.append(2, "\u{1B}[?1049l$ ")
        try cast.write()
        try cast.indexer().finish()
        #expect(try RecordedText.search("SECRET", in: cast.text, ignoringCase: true).map(\.time) == [2])
    }

    @Test("Short sequences that fill large screens make neither index nor text grow without end")
    func amplification() throws {
        let cast = try TestCast(columns: 200, rows: 50)
        for round in 0..<300 {
            let lines = (0..<3).map { "\u{1B}[4\($0);3\(round % 8)m\(round)\u{1B}[199b" }.joined()
            cast.append(Double(round) * 40, lines + (round % 50 == 49 ? "\u{1B}[2J" : ""))
        }
        try cast.write()
        try cast.indexer().finish()
        let sizes = try [cast.index, cast.text].map { try Data(contentsOf: URL(fileURLWithPath: $0)).count }
        #expect(sizes[0] < cast.bytes.count * 9 + 50_000)
        #expect(sizes[1] < cast.bytes.count * 2 + 66_000)
    }

    @Test("Output that does nothing but fill large screens is given up, long runs of empty lines are not")
    func cost() throws {
        let cast = try TestCast(columns: 400, rows: 100)
        cast.append(1, String(repeating: "\n", count: 500))
        try cast.write()
        let indexer = try Indexer(
            cast: cast.path, index: cast.index, text: cast.text, settings: IndexSettings(), freeCells: 100_000)
        while try !indexer.advance(upTo: 1000).isCaughtUp {}
        for _ in 0..<20 { cast.append(2, String(repeating: "\u{1B}#8", count: 50)) }
        try cast.write()
        #expect(throws: IndexerFailure.self) { try indexer.finish() }
    }

    @Test("What is no recording is refused, and damaged lines are passed over")
    func damage() throws {
        let cast = try TestCast()
        cast.append(1, "good")
        cast.append(raw: "nonsense\n[2, \"o\"\n\n")
        cast.append(3, " day")
        try cast.write()
        try cast.indexer().finish()
        #expect(try cast.texts == ["good day"])

        try Data("no header\n".utf8).write(to: URL(fileURLWithPath: cast.path))
        try Data().write(to: URL(fileURLWithPath: cast.index))
        #expect(throws: IndexerFailure.self) { try cast.indexer().finish() }
    }
}
