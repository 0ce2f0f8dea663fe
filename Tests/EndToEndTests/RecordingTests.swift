import Foundation
import GatewayTesting
import Testing

/// Recordings of real sessions, as administrators get them back.
@Suite(.timeLimit(.minutes(20)))
struct RecordingTests {
    private static let on = ["GANGWAY_RECORDING_SESSIONS": "terminals", "GANGWAY_RECORDING_NOTICE": "false"]

    @Test(
        "what asciinema shows of a recording is what the client saw, byte for byte",
        arguments: [
            "printf 'plain\\n'; ls --color=always /",
            // UTF-8 of one to four bytes in writes that cut through it.
            """
            python3 -c 'import os
            data = "aé€😀漢字\\r\\n".encode() * 20000
            i = 0
            while i < len(data): n = 1 + i % 4093; os.write(1, data[i:i + n]); i += n' 2>/dev/null ||
            perl -e '$d = "a\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80\\r\\n" x 20000; $i = 0;
            while ($i < length $d) { $n = 1 + $i % 4093; syswrite STDOUT, substr($d, $i, $n); $i += $n }'
            """,
        ])
    func sameBytes(command: String) async throws {
        try await GangwayServer.with(Self.on) { server in
            #expect(try await server.client.run("true").code == 0)
            let seen = try await server.client.run(command, options: ["-tt"])
            #expect(seen.code == 0 && !seen.output.isEmpty, "\(seen.code)")
            let shown = try await server.cat(server.newestRecording())
            #expect(shown == seen.output)
        }
    }

    @Test("full-screen programs are recorded as they were shown: an editor, a terminal multiplexer")
    func fullScreen() async throws {
        try await GangwayServer.with(Self.on) { server in
            #expect(try await server.client.run("true").code == 0)
            for (steps, command) in [
                ([Person.Step.expect("~"), .send("ihello\u{1b}:q!\r")], "vim.tiny -u NONE"),
                (
                    [
                        .expect("$ "), .send("echo in''side\r"), .expect("inside"), .resize(rows: 30, columns: 90),
                        .send("exit\r"),
                    ],
                    "tmux -u new bash"
                ),
            ] {
                let seen = try await Person.play(
                    steps, at: server.client.arguments(["-tt"]) + ["LANG=C.UTF-8 \(command)"],
                    environment: ["TERM": "xterm-256color"])
                #expect(seen.code == 0, "\(seen)")
                let shown = try await server.cat(server.newestRecording())
                #expect(shown == seen.output)
            }
        }
    }

    @Test("what is typed while the terminal hides it is not recorded, even where all input is")
    func password() async throws {
        let settings = Self.on.merging(["GANGWAY_RECORDING_INPUT": "all"]) { $1 }
        try await GangwayServer.with(settings) { server in
            let result = try await Person.play(
                [
                    // The prompt is not in the command as it is echoed, and comes after the echo was turned off.
                    .expect("$ "), .send("stty -echo; printf 'Pass%s: ' word; read -r it; stty echo\r"),
                    .expect("Password: "), .send("s3cret-word\r"), .expect("$ "),
                    .send("echo typed-openly\r"), .expect("typed-openly"), .send("exit\r"),
                ], at: server.client.arguments())
            #expect(result.code == 0, "\(result)")
            let file = try await server.newestRecording()
            let recording = try await Command.run(["cat", file])
            #expect(recording.output.contains("Password: "), "\(recording)")
            #expect(!recording.output.contains("s3cret"))
            let input = try await Command.bash(
                "tail -n +2 \(file) | jq -rj 'select(.[1] == \"i\") | .[2]'")
            #expect(input.output.contains("echo typed-openly\r"), "\(input)")
            let log = try await Command.bash("cat \(server.state.path)/log/*.jsonl")
            #expect(!log.output.contains("s3cret"))
        }
    }

    @Test("users are told that their terminal is recorded, and nobody is recorded where it is off")
    func notice() async throws {
        try await GangwayServer.with(["GANGWAY_RECORDING_SESSIONS": "terminals"]) { server in
            let told = try await server.client.run("echo text", options: ["-tt"])
            #expect(told.output.hasSuffix("This session is recorded.\r\ntext\r\n"), "\(told)")
            #expect(try await server.client.run("echo text").output == "text\n")
            #expect(try await server.recordings().count == 1)
        }
        try await GangwayServer.with { server in
            let silent = try await server.client.run("echo text", options: ["-tt"])
            #expect(!silent.output.contains("recorded"), "\(silent)")
            let files = try await server.recordings()
            #expect(files.isEmpty)
        }
    }

    @Test("SIGKILL of the gateway amid twenty recorded sessions leaves files that all play, and a log that verifies")
    func crash() async throws {
        let settings = Self.on.merging(["GANGWAY_SSH_MAX_STARTUPS": "100:30:200"]) { $1 }
        try await GangwayServer.with(settings) { server in
            #expect(try await server.client.run("true").code == 0)
            let command = "for i in $(seq 100000); do echo line $i; sleep 0.01; done"
            let sessions = try (0..<20).map { number in
                try BackgroundProcess(
                    server.client.arguments(["-tt"]) + [command], log: "\(server.state.path)/client\(number)")
            }
            let all = await eventually { sessions.allSatisfy { $0.output.contains("line 50\r") } }
            #expect(all)
            server.process.signal(SIGKILL)
            _ = try await server.process.exit(within: .seconds(60))
            for session in sessions { try await session.end() }
            let files = try await server.recordings()
            #expect(files.count == 20)
            for file in files {
                let shown = try await server.cat(file)
                #expect(
                    shown.hasPrefix("line 1\r\nline 2\r\n") && shown.contains("line 40\r\n"), "\(shown.suffix(100))")
            }
            let verified = try await server.gangway(["log", "verify"])
            #expect(verified.code == 0, "\(verified)")
            try await server.serveAgain(Self.on) { _ in
                let finished = try await eventually {
                    try await server.recordings().allSatisfy { $0.hasSuffix(".zst") }
                }
                #expect(finished)
                #expect(try await server.recordings().count == 20)
            }
        }
    }

    @Test(
        "a full disk: sessions go on with a gap that is told, or end, as the setting says; administrators get in anyway",
        arguments: ["continue", "end_session"])
    func fullDisk(onFailure: String) async throws {
        let disk = try await SmallDisk()
        let settings = Self.on.merging([
            "GANGWAY_RECORDING_FOLDER": disk.path + "/recordings", "GANGWAY_RECORDING_ON_FAILURE": onFailure,
        ]) { $1 }
        try await GangwayServer.with(settings) { server in
            #expect(try await server.client.run("true").code == 0)
            let result = try await server.client.run(
                "head -c 3000000 /dev/zero | tr '\\0' x | fold -w 70; echo; sleep 8; echo en''d", options: ["-tt"])
            let told = try await server.log(until: #"select(.event == "recording.failed")"#, count: 1)
            switch onFailure {
            case "continue":
                #expect(result.code == 0 && result.output.hasSuffix("end\r\n"), "\(result.code)")
                try await disk.makeRoom()
                _ = try await server.log(until: #"select(.event == "recording.gap" and .bytes > 0)"#, count: 1)
            default:
                #expect(result.code != 0 && !result.output.contains("end\r\n"), "\(result.code)")
                #expect(result.output.contains("recorded"), "\(result.output.suffix(200))")
                #expect(told.contains(#""reason":"unrecorded""#))
            }
            let admin = try await server.addAdmin()
            #expect(try await admin.run("sessions").code == 0)
        }
        try await disk.remove()
    }
}

/// A folder on a file system of 512 KB, most of it in use.
struct SmallDisk {
    let folder: TemporaryFolder
    var path: String { folder.path }

    init() async throws {
        folder = try TemporaryFolder()
        let made = try await Command.bash(
            "mount -t tmpfs -o size=512k,mode=700 tmpfs \(folder.path) && head -c 200k /dev/zero >\(folder.path)/ballast"
        )
        guard made.code == 0 else { throw SSHClient.Failure(description: "mount: \(made)") }
    }

    func makeRoom() async throws {
        _ = try await Command.bash("rm \(path)/ballast")
    }

    func remove() async throws {
        _ = try await Command.bash("umount -l \(path)")
    }
}

extension GangwayServer {
    /// Paths, the oldest first.
    func recordings() async throws -> [String] {
        let found = try await Command.bash(
            "find \(settings["GANGWAY_RECORDING_FOLDER"] ?? state.path + "/recordings") -name '*.cast' -o -name '*.cast.zst' | sort -V"
        )
        return found.output.split(separator: "\n").map(String.init)
    }

    /// The path of the plain file of the recording that ended last, once it has.
    func newestRecording() async throws -> String {
        let ended = try await eventually {
            let files = try await self.recordings()
            return !files.isEmpty && files.allSatisfy { $0.hasSuffix(".zst") }
        }
        #expect(ended)
        let newest = try #require(try await recordings().last)
        let plain = "\(state.path)/newest.cast"
        let unpacked = try await Command.run(["zstd", "-q", "-d", "-f", "-o", plain, newest])
        #expect(unpacked.code == 0, "\(unpacked)")
        return plain
    }

    /// What Debian's asciinema shows of a plain recording.
    func cat(_ file: String) async throws -> String {
        // It asks for a terminal, and gets one that has no part in what is shown.
        let shown = try await Command.bash(
            "LANG=C.UTF-8 script -qfec 'asciinema cat \(file) >\(file).shown' /dev/null && cat \(file).shown")
        guard shown.code == 0 else { throw SSHClient.Failure(description: "asciinema: \(shown)") }
        return shown.output
    }

    /// A client whose account is an administrator's.
    func addAdmin() async throws -> SSHClient {
        var admin = try await SSHClient(port: port)
        admin.user = "a" + String(UInt32.random(in: .min ... .max), radix: 36)
        let made = try await gangway(["user", "add", admin.user, "--admin", "--key", admin.keyPath + ".pub"])
        guard made.code == 0 else { throw SSHClient.Failure(description: "\(made)") }
        return admin
    }
}
