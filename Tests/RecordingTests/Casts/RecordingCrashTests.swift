import Foundation
import GatewayTesting
import Glibc
import Testing

@testable import Recording

@Suite struct RecordingCrashTests {
    private func executable() throws -> String {
        let tests = try #require(CommandLine.arguments.first { $0.hasSuffix(".xctest") })
        return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/recording-crash"
    }

    @Test("recordings of a killed gateway play, and its next run finishes them")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/recordings"
        let process = try BackgroundProcess([executable(), path], log: folder.path + "/log")
        func files() -> [RecordingFile] {
            let all = RecordingFolder(path: path)
            return all.days().flatMap { all.files(of: $0) }
        }
        func length(_ file: RecordingFile) -> UInt64 {
            let all = RecordingFolder(path: path)
            return all.days().map { RecordingFolder.length(of: "\(path)/\($0)/\(file.name)") }.max() ?? 0
        }
        try #require(
            await eventually {
                files().count { $0.content == .cast && length($0) > 100_000 } == 20
            })
        process.signal(SIGKILL)
        #expect(try await process.exit(within: .seconds(60)) == 128 + SIGKILL)
        #expect(!files().contains { $0.isCompressed })

        let recordings = try Recordings(in: path)
        try #require(await eventually { files().count { $0.content == .cast && $0.isCompressed } == 20 })
        try #require(await eventually { recordings.events.count == 20 })
        #expect(recordings.events.allSatisfy { if case .recovered = $0 { true } else { false } })
        for name in recordings.files where name.hasSuffix(".cast.zst") {
            let id = try #require(RecordingFile(name: String(name.split(separator: "/")[1]))?.id)
            let lines = try Recordings.lines(recordings.store.open(id))
            #expect(lines.last.map { String(decoding: $0.text, as: UTF8.self) } == CastFinishing.stoppedNote)
            let text = String(decoding: lines.filter { $0.kind == .output }.flatMap(\.text), as: UTF8.self)
            var number = 0
            for line in text.split(separator: "\r\n") {
                #expect(line == "line \(number) of \(id) 漢字")
                number += 1
            }
            #expect(number > 1000)
            let output = folder.path + "/output"
            let plays = try await Command.bash(
                "zstd -dc \(path)/\(name) > \(output).cast && "
                    + "script -qfec 'asciinema cat \(output).cast > \(output)' /dev/null",
                environment: ["LC_ALL": "C.UTF-8"])
            #expect(plays.code == 0, "\(plays)")
            #expect(try String(contentsOfFile: output, encoding: .utf8) == text)
        }
    }

    @Test("a torn last line is cut off and the rest plays; a file without a header goes")
    func torn() async throws {
        let recordings = try Recordings { $0.compressionLevel = nil }
        let first = recordings.begin(0)
        let second = recordings.begin(1)
        first.output("whole")
        second.output("nothing")
        try #require(await eventually { recordings.path("0.cast") != nil && recordings.path("1.cast") != nil })
        recordings.store.close()
        let path = try #require(recordings.path("0.cast"))
        let whole = recordings.text("0.cast")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("[1.5, \"o\", \"tor".utf8))
        try handle.close()
        try Data("{\"version\"".utf8).write(to: URL(fileURLWithPath: #require(recordings.path("1.cast"))))

        let next = try Recordings(in: recordings.folder)
        try #require(await eventually { next.path("0.cast.zst") != nil && next.path("0.cast") == nil })
        #expect(await eventually { next.path("1.cast") == nil })
        let reader = try next.store.open(Recordings.id(0))
        let text = String(decoding: try Recordings.export(reader), as: UTF8.self)
        #expect(text.hasPrefix(whole.split(separator: "\n")[0]))
        #expect(!text.contains("tor\"") && text.hasSuffix("\"m\", \"\(CastFinishing.stoppedNote)\"]\n"))
        #expect(throws: RecordingError.noRecording(Recordings.id(1))) { _ = try next.store.open(Recordings.id(1)) }
    }
}
