import GatewayTesting
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

struct HoldTests {
    private let home: TemporaryFolder
    private let file: HoldFile

    init() throws {
        home = try TemporaryFolder()
        file = HoldFile(home: home.path)
    }

    private func run(_ arguments: String..., now: Int64 = 1_795_300_000) -> HoldCommand.Outcome {
        HoldCommand(file: file, now: now).run(arguments)
    }

    @Test(
        "A duration is days, hours and minutes, each once and in this order",
        arguments: [
            ("90m", 5400, "1h30m"), ("8h", 28_800, "8h"), ("2d", 172_800, "2d"), ("1h30m", 5400, "1h30m"),
            ("1d2h3m", 93_780, "1d2h3m"), ("365d", 31_536_000, "365d"), ("001m", 60, "1m"), ("0h1m", 60, "1m"),
        ] as [(String, Int64, String)])
    func durations(text: String, seconds: Int64, words: String) {
        let duration = HoldDuration(text)
        #expect(duration?.seconds == seconds && duration?.description == words)
    }

    @Test(
        "Anything else is no duration",
        arguments: [
            "", "0m", "5", "h", "1h30", "30m1h", "1h1h", "1s", "-1h", "+1h", "1 h", "366d", "9999999m", "1.5h", "١h",
            "99999999999999999999h", "1h\n", "1H",
        ])
    func noDurations(text: String) {
        #expect(HoldDuration(text) == nil)
        guard case .misused = run(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(unsafe access(file.path, F_OK) != 0)
    }

    @Test("A hold is kept in the home, for nobody else to read, told in words, and taken back")
    func life() {
        #expect(run() == .said("no hold is set"))
        let end = HoldCommand.text(1_795_328_800)
        #expect(run("8h") == .said("this workspace is kept until \(end) (8h)"))
        #expect(file.end() == 1_795_328_800)
        var status = stat()
        #expect(unsafe stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(Folder.names(in: "\(home.path)/.local/state/gangway") == ["hold"])

        #expect(run(now: 1_795_328_790) == .said("this workspace is kept until \(end) (1m)"))
        #expect(run(now: 1_795_328_800) == .said("no hold is set: the last one ended at \(end)"))
        #expect(run("1d") == .said("this workspace is kept until \(HoldCommand.text(1_795_386_400)) (1d)"))
        for _ in 1...2 { #expect(run("off") == .said("the hold is off: this workspace may stop when it is idle")) }
        #expect(file.end() == nil)
    }

    @Test("A home that cannot be written to is told")
    func noHome() throws {
        try home.write("", to: ".local")
        guard case .failed(let text) = run("8h") else {
            Issue.record("it was kept")
            return
        }
        #expect(text == "\(file.path): Not a directory")
        #expect(run("off") == .said("the hold is off: this workspace may stop when it is idle"))
    }

    @Test("Only a short number is a hold, with or without the end of a line")
    func content() {
        let zeros = String(repeating: "0", count: 60)
        for (text, end) in [("17", 17), ("17\n", 17), ("0", 0), (zeros + "1", 1)] as [(String, Int64)] {
            #expect(HoldFile.end(Array(text.utf8)) == end)
        }
        for text in ["", "\n", "1\n\n", "-1", "+1", " 1", "1 ", "0x1", "253402300800", zeros + "00001", "1\0", "٣"] {
            #expect(HoldFile.end(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("What is no file holds nothing and holds up nobody: a link, a FIFO, a folder, a huge file, garbage")
    func traps() async throws {
        #expect(file.write(end: 17))
        try home.write("17\n", to: "real")
        for make in [
            "ln -s \(home.path)/real", "ln -s /dev/zero", "mkfifo", "mkdir", "head -c 100M /dev/zero >", "printf 1x >",
            "printf '%065d' 1 >", "ln -s hold",
        ] {
            let made = try await Command.bash("rm -rf \(file.path); \(make) \(file.path)")
            #expect(made.code == 0, "\(made)")
            #expect(file.end() == nil, "\(make)")
        }
        // A folder is nobody's hold to replace; everything else is.
        _ = try await Command.bash("rm -rf \(file.path); ln -s \(home.path)/real \(file.path)")
        #expect(file.write(end: 18) && file.end() == 18)
        #expect(HoldFile(home: home.path).path == file.path)
    }
}
