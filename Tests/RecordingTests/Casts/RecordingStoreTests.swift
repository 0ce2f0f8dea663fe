import Foundation
import GatewayTesting
import Glibc
import Model
import Synchronization
import Testing

@testable import Recording

@Suite struct RecordingStoreTests {
    @Test("two hundred sessions of 40 KB/s are recorded without a gap")
    func many() async throws {
        let recordings = try Recordings { $0.compressionLevel = nil }
        let recorders = (0..<200).map { recordings.begin(UInt32($0)) }
        let line = Array((String(repeating: "x", count: 98) + "\r\n").utf8)
        let rounds = 50
        for _ in 0..<rounds {
            for recorder in recorders {
                #expect(recorder.hasRoom)
                for _ in 0..<20 { recorder.output(line) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        for recorder in recorders { recorder.end(.status(0)) }
        try #require(await eventually { recordings.store.status.live == 0 })
        #expect(recordings.events.isEmpty && recordings.store.status.lostBytes == 0)
        for recorder in recorders {
            let lines = try Recordings.lines(recordings.store.open(recorder.id))
            #expect(lines.filter { $0.kind == .output }.reduce(0) { $0 + $1.text.count } == rounds * 20 * line.count)
        }
    }

    static let hour: Int64 = 3_600_000_000

    @Test("the oldest go first: for their age, then for the size of all; live ones stay")
    func removals() {
        let all = (0..<6).map {
            KeptRecording(
                id: Recordings.id($0), started: Int64($0) * Self.hour, bytes: 100, isLive: $0 == 0 || $0 == 3)
        }
        func removed(_ maxAge: Duration?, _ maxTotal: UInt64?) -> [String] {
            KeptRecording.removals(from: all.shuffled(), now: 6 * Self.hour, maxAge: maxAge, maxTotalBytes: maxTotal)
                .map { "\($0.recording.id.number) \($0.reason)" }
        }
        #expect(removed(nil, nil) == [])
        #expect(removed(.seconds(4 * 3600), nil) == ["1 age"])
        #expect(removed(nil, 350) == ["1 size", "2 size", "4 size"])
        #expect(removed(.seconds(4 * 3600), 400) == ["1 age", "2 size"])
        #expect(removed(nil, 0) == ["1 size", "2 size", "4 size", "5 size"])
    }

    @Test("retention removes all files of a recording, and its day when that is empty, as the clock goes on")
    func retention() async throws {
        let now = Mutex<Int64>(1_700_000_000_000_000)
        let recordings = try Recordings {
            $0.maxAge = .seconds(24 * 3600)
            $0.retentionInterval = .milliseconds(50)
        } clock: {
            now.withLock(\.self)
        }
        let first = recordings.begin(1, started: now.withLock(\.self))
        let live = recordings.begin(2, started: now.withLock(\.self))
        live.output("live")
        first.output("text")
        first.end(nil)
        try #require(await eventually { recordings.path("1.cast.zst") != nil && recordings.path("1.cast") == nil })
        now.withLock { $0 += 30 * 3600 * 1_000_000 }
        #expect(await eventually { recordings.events == [.removed(first.id, .age)] })
        #expect(!recordings.files.contains { $0.contains("c12-7.1.") })
        #expect(recordings.path("2.cast") != nil)
        live.end(nil)
        #expect(await eventually { recordings.events.last == .removed(live.id, .age) })
        #expect(await eventually { !FileManager.default.fileExists(atPath: recordings.folder + "/2023-11-14") })
        #expect(recordings.store.status.removed == 2)
    }

    @Test("retention keeps all recordings together below their size, the oldest go")
    func sizes() async throws {
        let recordings = try Recordings {
            $0.maxTotalBytes = 250_000
            $0.retentionInterval = .milliseconds(50)
            $0.compressionLevel = nil
            $0.indexes = false
        }
        for number in 1...4 {
            let recorder = recordings.begin(UInt32(number), started: RecordingStore.now() + Int64(number))
            recorder.output([UInt8](repeating: 0x61, count: 60_000))
            recorder.output([UInt8](repeating: 0x61, count: 40_000))
            recorder.end(nil)
        }
        #expect(await eventually { recordings.events.count == 2 })
        #expect(recordings.events == [.removed(Recordings.id(1), .size), .removed(Recordings.id(2), .size)])
        #expect(recordings.store.list().map(\.header.id.number) == [4, 3])
    }

    @Test("a list says what is live, how long it is and how large")
    func list() async throws {
        let recordings = try Recordings()
        let first = recordings.begin(1, user: "alice", command: "make", started: 1_000_000)
        let second = recordings.begin(2, user: "bob", started: 2_000_000)
        first.output("one")
        second.output("two")
        try await Task.sleep(for: .milliseconds(50))
        first.end(.status(0))
        try #require(await eventually { recordings.path("1.cast") == nil && recordings.path("1.cast.zst") != nil })
        try #require(await eventually { recordings.text("2.cast").contains("two") })
        let list = recordings.store.list()
        #expect(list.map(\.header) == [second.header, first.header])
        #expect(list.map(\.state) == [.live, .ended])
        #expect(list.allSatisfy { $0.bytes > 0 })
        #expect(try #require(list[1].duration) >= 50_000)
        #expect(try #require(list[0].duration) < 50_000_000)
    }

    @Test("a reader follows a live recording to its end, also while it is compressed")
    func follow() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        recorder.output("0\n")
        try #require(await eventually { recordings.text(".cast").contains("\"o\"") })
        let reader = try recordings.store.open(recorder.id)
        #expect(reader.isLive)
        let writing = Task {
            for number in 1..<500 {
                recorder.output("\(number)\n")
                try await Task.sleep(for: .milliseconds(1))
            }
            recorder.end(.status(0))
        }
        var text: [UInt8] = []
        var waited = 0
        reading: while true {
            switch try reader.next() {
            case .line(let line):
                let line = try #require(CastLine(line))
                if line.kind == .output { text += line.text }
            case .upToDate:
                waited += 1
                try await Task.sleep(for: .milliseconds(5))
            case .end: break reading
            }
        }
        try await writing.value
        #expect(waited > 0 && !reader.isLive)
        #expect(String(decoding: text, as: UTF8.self) == (0..<500).map { "\($0)\n" }.joined())
    }

    @Test("an export is the plain file, live and ended")
    func export() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        try await recorder.outputAll((0..<20_000).flatMap { Array("\($0) \u{1B}[1mtext\r\n".utf8) }, piece: 1000)
        try #require(await eventually { recordings.store.status.bufferedBytes == 0 })
        func export() throws -> [UInt8] {
            try Recordings.export(recordings.store.open(recorder.id))
        }
        let live = recordings.bytes(".cast")
        #expect(try export() == live && !live.isEmpty)
        recorder.end(nil)
        try #require(await eventually { recordings.path(".cast") == nil })
        #expect(try export() == live)
    }

    @Test("closing ends what is live and writes it all")
    func closing() throws {
        let recordings = try Recordings { $0.compressionLevel = nil }
        let recorder = recordings.begin()
        for number in 0..<1000 { recorder.output("\(number)\n") }
        recordings.store.close()
        let lines = try Recordings.lines(recordings.store.open(recorder.id))
        let text = String(decoding: lines.flatMap(\.text), as: UTF8.self)
        #expect(text == (0..<1000).map { "\($0)\n" }.joined())
        #expect(recordings.store.status.live == 0)
        // Afterwards nothing is recorded, and nobody waits for room.
        let late = recordings.begin(1)
        for _ in 0..<100 { late.output([UInt8](repeating: 0x61, count: 60_000)) }
        #expect(late.hasRoom && late.failure == nil && recordings.store.status.bufferedBytes == 0)
    }

    @Test("a recording that cannot be compressed for lack of space is compressed later")
    func compressedLater() async throws {
        guard let disk = try await RecorderFailureTests.TinyDisk() else { return }
        unsafe unlink(disk.filler)
        let recordings = try Recordings(in: disk.path + "/recordings") {
            $0.retentionInterval = .milliseconds(100)
            $0.indexes = false
        }
        let recorder = recordings.begin()
        recorder.output((0..<60_000).map { _ in UInt8.random(in: 0x20...0x7E) })
        try #require(await eventually { recordings.bytes(".cast").count > 60_000 })
        _ = try await Command.bash("head -c 1M /dev/zero > \(disk.filler)")
        recorder.end(nil)
        try #require(await eventually { !recordings.events.isEmpty })
        try await Task.sleep(for: .milliseconds(400))
        #expect(recordings.events.count == 1 && recordings.path(".cast") != nil && recordings.path(".zst") == nil)
        unsafe unlink(disk.filler)
        #expect(await eventually { recordings.path(".cast") == nil && recordings.path(".cast.zst") != nil })
        recordings.store.close()
        try await disk.unmount()
    }

    @Test("a damaged or foreign compressed file is refused, not read")
    func damaged() async throws {
        let recordings = try Recordings()
        let recorder = recordings.begin()
        for number in 0..<5000 { recorder.output("\(number) some text\n") }
        recorder.end(nil)
        try #require(await eventually { recordings.path(".cast.zst") != nil && recordings.path(".cast") == nil })
        let path = try #require(recordings.path(".cast.zst"))
        let whole = recordings.bytes(".cast.zst")
        func refused(_ bytes: [UInt8]) throws -> Bool {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                let reader = try recordings.store.open(recorder.id)
                while case .line = try reader.next() {}
                return false
            } catch {
                return true
            }
        }
        #expect(try !refused(whole))
        #expect(try refused([]))
        #expect(try refused(Array(whole.dropLast())))
        #expect(try refused(Array(whole.dropFirst())))
        #expect(try refused(whole + [0]))
        var changed = whole
        changed[whole.count / 3] ^= 0x10
        #expect(try refused(changed))
        for place in (whole.count - 40)..<whole.count {
            var changed = whole
            changed[place] ^= 0x40
            _ = try refused(changed)
        }
    }

    @Test("frames end with lines, and the first and the last line are alone")
    func frames() {
        let line = Array("0123456789\n".utf8)
        let many = (0..<100_000).flatMap { _ in line }
        #expect(FrameCompressor.cut(many, isFirst: true, isEnd: true) == 11)
        let first = FrameCompressor.cut(many, isFirst: false, isEnd: false)
        #expect(first % 11 == 0 && first <= FrameCompressor.frameBytes && first > FrameCompressor.frameBytes - 11)
        #expect(FrameCompressor.cut(line + line + line, isFirst: false, isEnd: true) == 22)
        #expect(FrameCompressor.cut(line, isFirst: false, isEnd: true) == 11)
        #expect(FrameCompressor.cut(Array(line.dropLast()), isFirst: false, isEnd: true) == 10)
        let long = [UInt8](repeating: 0x61, count: 300 << 10) + [0x0A]
        #expect(FrameCompressor.cut(long + line + line, isFirst: false, isEnd: true) == long.count)
        #expect(FrameCompressor.cut(long + line, isFirst: false, isEnd: true) == long.count)
    }
}
