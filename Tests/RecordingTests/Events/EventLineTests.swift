import Model
import Testing

@testable import Recording

struct EventLineTests {
    private func text(_ event: SessionEvent, isColoured: Bool = false, offset: Int = 0) throws -> String {
        var bytes: [UInt8] = []
        EncodedEvent(event).append(to: &bytes, sequence: 1, previous: .none)
        return EventLine(try #require(EventRecord(bytes.dropLast()))).text(isColoured: isColoured, offset: offset)
    }

    private let time = EventTime(microseconds: 1_795_287_901_123_456)

    @Test("An event reads as its time, user, ids and what happened")
    func words() throws {
        let lines: [(Int, String)] = [
            (0, "the server 1.0 started as process 4711"), (3, "connected from [2001:db8::7]:50122"),
            (4, "refused [2001:db8::7]:50122: the limit max_startups is reached"),
            (5, "keys exchanged with SSH-2.0-OpenSSH_9.2 by curve25519-sha256 after 3 ms"),
            (8, "disconnected: closed by the client after 2:05 min, 10 bytes sent, 20 bytes received"),
            (9, "logged in by publickey SHA256:abc"), (12, "publickey SHA256:abc refused: no such key"),
            (16, "opened a shell on xterm 80x24 in user-alice by guest after 6 ms, recorded"),
            (17, "opened the command 'git status' in user-alice by exec after 7 µs"),
            (19, "could not open the command 'true': image-missing: no such image"),
            (20, "ended by signal KILL, core dumped after 0 µs, 1 bytes sent, 2 bytes received"),
            (21, "ended with status 3 after 2:05 h, 1.5 kB sent, 2.5 MB received"),
            (29, "forward opened: local to db:5432 from 127.0.0.1:4000"),
            (32, "forward listens: remote at [::1]:8080, port 8080"),
            (37, "workspace user-alice created: session after 350 ms"),
            (43, "root(0) pid 123 did kill on c12-7.2: too loud"),
        ]
        for (index, words) in lines {
            let line = try text(SessionEvent(time: time, kind: SessionEventExamples.kinds[index]))
            #expect(line == "2026-11-21 19:05:01.123  -           -          \(words)")
        }
        let whole = SessionEvent(
            time: time, session: SessionEventExamples.session, user: "alice", kind: .recordingGap(bytes: 7))
        #expect(
            try text(whole) == "2026-11-21 19:05:01.123  alice       c12-7.2    7 bytes are not in the recording")
        #expect(try text(whole, offset: 3600 * 5).hasPrefix("2026-11-22 00:05:01.123 "))
    }

    @Test("Every kind of event is told in words of its own")
    func everyKind() throws {
        for event in SessionEventExamples.all(from: time) {
            let line = try text(event)
            #expect(!line.contains(event.kind.name), "\(line)")
            #expect(!line.contains("=") && !line.contains("\n") && !line.hasSuffix(" "), "\(line)")
        }
    }

    @Test("Colours are there only where they are asked for, and each ends")
    func colours() throws {
        for event in SessionEventExamples.all(from: time) {
            #expect(try !text(event).contains("\u{1B}"))
            let coloured = try text(event, isColoured: true)
            #expect(coloured.contains("\u{1B}[2m"))
            #expect(coloured.replacing(/\e\[[0-9]+m/, with: "") == (try text(event)))
            let begun = coloured.matches(of: /\e\[[1-9][0-9]*m/).count
            #expect(begun == coloured.matches(of: /\e\[0m/).count)
        }
    }

    @Test("Nothing that a client sends can command the terminal or begin a new line")
    func hostile() throws {
        let hostile = "a\n\u{1B}]0;x\u{7}\r\u{9B}31m\u{202E}b"
        for kind: SessionEvent.Kind in [
            .sessionFailed(.init(program: .command(hostile), cause: hostile)),
            .authAttempt(.init(method: hostile, fingerprint: hostile, result: .refused, cause: hostile)),
            .connectionKeyExchange(.init(clientVersion: hostile, algorithms: hostile, duration: .zero)),
            .forwardOpened(.init(direction: .local, address: .unix(path: hostile), peer: hostile)),
        ] {
            let line = try text(SessionEvent(time: time, user: hostile, kind: kind))
            #expect(line.unicodeScalars.allSatisfy { !$0.isUnsafeOnTerminals })
            #expect(line.contains("a\\u{a}\\u{1b}]0;x\\u{7}\\u{d}\\u{9b}31m\\u{202e}b"))
        }
    }

    @Test("Events from a later version show their members")
    func unknown() throws {
        let line =
            #"{"time":"2026-11-21T19:05:01.123456Z","event":"moon.rose","seq":9,"v":1,"phase":0.5,"who":["a",{"b":null}],"previous":""}"#
        let record = try #require(EventRecord(Array(line.utf8)[...]))
        #expect(EventLine(record).text(isColoured: false).hasSuffix(#"moon.rose phase=0.5 who=[a,{b:-}]"#))
    }

    @Test("A command that was cut says so")
    func cut() throws {
        let command = String(repeating: "x", count: 5000)
        let line = try text(SessionEvent(kind: .sessionFailed(.init(program: .command(command), cause: "y"))))
        #expect(line.hasSuffix("xxx' (cut): y"))
    }
}
