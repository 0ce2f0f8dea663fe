import Foundation
import GatewayTesting
import Glibc
import Model
import Synchronization
import Testing

@testable import Recording

@Suite struct RecorderFailureTests {
    /// A file system of 256 KiB.
    final class TinyDisk: Sendable {
        let folder: TemporaryFolder
        var path: String { folder.path + "/disk" }
        var filler: String { path + "/filler" }

        init?() async throws {
            folder = try TemporaryFolder()
            unsafe mkdir(folder.path + "/disk", 0o700)
            let mount = try await Command.run([
                "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.path + "/disk",
            ])
            guard mount.code == 0 else { return nil }
            _ = FileManager.default.createFile(atPath: filler, contents: Data(count: 180 << 10))
        }

        func unmount() async throws {
            _ = try await Command.run(["umount", "-l", path])
        }
    }

    @Test("a full disk fails the recorder within its limit, bounds memory, and the gap is marked once there is space")
    func fullDisk() async throws {
        guard let disk = try await TinyDisk() else { return }  // Only root can mount.
        let recordings = try Recordings(in: disk.path + "/recordings") {
            $0.stallLimit = .milliseconds(500)
            $0.retryInterval = .milliseconds(100)
            $0.compressionLevel = nil
            $0.indexes = false
        }
        let recorder = recordings.begin()
        let line = Array("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n".utf8)
        var given = 0
        // A relay that waits for room, as long as recording works.
        while recorder.failure == nil {
            if recorder.hasRoom {
                recorder.output(line)
                given += line.count
            }
            if given % 4096 == 0 { try await Task.sleep(for: .microseconds(50)) }
        }
        #expect(await eventually { recordings.events.count == 1 })
        guard case .failed(recorder.id, .refused(let cause)) = recordings.events.first else {
            Issue.record("no failure: \(recordings.events)")
            return
        }
        #expect(cause.contains("No space left"))
        #expect(recordings.store.status.failing == 1)
        // What comes now is counted and not kept.
        for _ in 0..<100_000 {
            #expect(recorder.hasRoom)
            recorder.output(line)
            given += line.count
        }
        #expect(recorder.state.withLock { $0.buffered + $0.bytes.capacity } < 1000)
        recorder.resize(TerminalSize(columns: 111, rows: 22))

        unsafe unlink(disk.filler)
        #expect(await eventually { recorder.failure == nil })
        recorder.output("after\n")
        given += 6
        recorder.end(.status(0))
        let path = try #require(recordings.path(".cast"))
        #expect(await eventually { recordings.text(".cast").contains("\"x\"") })
        let lines = try Recordings.lines(recordings.store.open(recorder.id))
        let recorded = lines.filter { $0.kind == .output }.reduce(0) { $0 + $1.text.count }
        let gaps = recordings.events.compactMap { event -> UInt64? in
            if case .gap(recorder.id, let bytes) = event { bytes } else { nil }
        }
        #expect(gaps.count == 1)
        #expect(recorded + Int(gaps.reduce(0, +)) == given, "all is recorded or told as lost")
        #expect(recordings.store.status.lostBytes == gaps.reduce(0, +))
        let texts = lines.map { String(decoding: $0.text, as: UTF8.self) }
        let mark = try #require(texts.firstIndex { $0.hasPrefix("\(gaps[0]) bytes are missing") })
        #expect(texts[mark...] == ["\(gaps[0]) bytes are missing: the recording failed", "111x22", "after\n", "0"])
        #expect(texts[..<mark].joined().allSatisfy { "0123456789abcdef\n".contains($0) })
        let plays = try await Command.bash("script -qfec 'asciinema cat \(path)' /dev/null | tail -1")
        #expect(plays.output.contains("after"))
        recordings.store.close()
        try await disk.unmount()
    }

    @Test("a disk that has space again before the limit loses nothing")
    func shortTrouble() async throws {
        guard let disk = try await TinyDisk() else { return }
        let recordings = try Recordings(in: disk.path + "/recordings") {
            $0.compressionLevel = nil
            $0.indexes = false
            $0.stallLimit = .seconds(300)
            $0.bufferBytes = 128 << 10
        }
        let recorder = recordings.begin()
        let told = Mutex(false)
        recorder.onRoom = { told.withLock { $0 = true } }
        var given: [UInt8] = []
        while recorder.hasRoom {
            let text = Array("\(given.count) €\n".utf8)
            given += text
            recorder.output(text)
            try await Task.sleep(for: .microseconds(10))
        }
        // Full, and nothing is lost: the program waits.
        try await Task.sleep(for: .milliseconds(200))
        #expect(recorder.failure == nil && !recorder.hasRoom && !told.withLock(\.self))
        unsafe unlink(disk.filler)
        #expect(await eventually { told.withLock(\.self) })
        recorder.end(nil)
        #expect(await eventually { recordings.store.status.live == 0 })
        let lines = try Recordings.lines(recordings.store.open(recorder.id))
        #expect(lines.flatMap { $0.kind == .output ? $0.text : [] } == given)
        #expect(recordings.events.isEmpty)
        recordings.store.close()
        try await disk.unmount()
    }

    @Test("a session that ends while it cannot be recorded tells the log what is lost")
    func endsFailing() async throws {
        guard let disk = try await TinyDisk() else { return }
        _ = try await Command.bash("head -c 1M /dev/zero > \(disk.path)/more")
        let recordings = try Recordings(in: disk.path + "/recordings") {
            $0.stallLimit = .milliseconds(300)
            $0.retryInterval = .milliseconds(100)
        }
        let recorder = recordings.begin()
        recorder.output("lost")
        recorder.end(.status(0))
        #expect(await eventually { recordings.store.status.live == 0 })
        #expect(recordings.events.contains(.gap(recorder.id, bytes: 4)))
        #expect(recordings.store.status.bufferedBytes == 0)
        recordings.store.close()
        try await disk.unmount()
    }

    @Test("when the folder goes away, what was recorded counts as missing and a new file is made")
    func folderGone() async throws {
        let recordings = try Recordings {
            $0.syncInterval = .milliseconds(50)
            $0.retryInterval = .milliseconds(50)
            $0.indexes = false
        }
        let recorder = recordings.begin()
        recorder.output("before")
        try #require(await eventually { recordings.text(".cast").contains("before") })
        try FileManager.default.removeItem(atPath: recordings.folder)
        var given = 6
        let isNoticed = await eventually {
            recorder.output("x")
            given += 1
            return recordings.path(".cast") != nil
        }
        try #require(isNoticed)
        recorder.output("after")
        given += 5
        recorder.end(nil)
        #expect(await eventually { recordings.store.status.live == 0 })
        let lines = try Recordings.lines(recordings.store.open(recorder.id))
        let recorded = lines.filter { $0.kind == .output }.reduce(0) { $0 + $1.text.count }
        let lost = recordings.events.reduce(0) { sum, event in
            if case .gap(_, let bytes) = event { sum + Int(bytes) } else { sum }
        }
        #expect(lost >= 6 && recorded + lost == given)
    }

    @Test("a writer that hangs fails those who wait, and they record again when it moves")
    func stalled() async throws {
        let recordings = try Recordings {
            $0.stallLimit = .milliseconds(200)
            $0.bufferBytes = 128 << 10
            $0.gathering = .milliseconds(200)
            $0.indexes = false
        }
        let hanging = recordings.begin(0)
        let other = recordings.begin(1)
        let isHung = Mutex(false)
        let mayGo = Mutex(false)
        // The callback must only hand on; one that does not is a writer that hangs.
        hanging.onRoom = {
            isHung.withLock { $0 = true }
            while !mayGo.withLock(\.self) { usleep(1000) }
        }
        while hanging.hasRoom { hanging.output([UInt8](repeating: 0x61, count: 32 << 10)) }
        #expect(await eventually { isHung.withLock(\.self) })
        other.output("while it hangs")
        #expect(await eventually { other.failure == .stalled })
        #expect(other.hasRoom)
        other.output("too")
        mayGo.withLock { $0 = true }
        #expect(await eventually { other.failure == nil })
        other.output("afterwards")
        other.end(nil)
        #expect(await eventually { recordings.events.contains(.gap(other.id, bytes: 17)) })
        #expect(recordings.events.contains(.failed(other.id, .stalled)))
        let isRecorded = try await eventually {
            try Recordings.lines(recordings.store.open(other.id)).contains { $0.text == Array("afterwards".utf8) }
        }
        #expect(isRecorded)
    }

    @Test("what does not fit is counted, and a mark tells where")
    func overrun() async throws {
        let recordings = try Recordings {
            $0.bufferBytes = 128 << 10
            $0.gathering = .milliseconds(500)
        }
        let recorder = recordings.begin()
        let chunk = [UInt8](repeating: 0x61, count: 60 << 10)
        for _ in 0..<200 { recorder.output(chunk) }
        #expect(await eventually { recordings.store.status.bufferedBytes == 0 })
        recorder.output("end")
        recorder.end(nil)
        #expect(await eventually { recordings.store.status.live == 0 })
        let lines = try Recordings.lines(recordings.store.open(recorder.id))
        let recorded = lines.filter { $0.kind == .output }.reduce(0) { $0 + $1.text.count }
        let lost = Int(recordings.store.status.lostBytes)
        #expect(lost > 0 && recorded + lost == 200 * chunk.count + 3)
        #expect(lines.count { $0.kind == .marker } == recordings.events.count)
    }

    @Test("many small events do not take more memory than large ones")
    func smallEvents() {
        var state = RecorderState()
        let limit = 128 << 10
        for number in 0..<1_000_000 {
            state.lastTime = Int64(number)
            let text: [UInt8] = [0x61]
            _ = unsafe text.withUnsafeBytes {
                unsafe state.take(number % 2 == 0 ? .output : .resize, $0, limit: limit, merging: 0)
            }
        }
        #expect(state.entries.count * RecorderState.Entry.cost <= limit + 100)
        #expect(state.lost > 0)
        #expect(MemoryLayout<RecorderState.Entry>.stride <= RecorderState.Entry.cost)
    }
}
