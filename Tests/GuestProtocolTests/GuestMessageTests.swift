import GuestProtocol
import Testing

struct GuestMessageTests {
    private static let program = GuestProgram(
        kind: .command([0, 255, 10]), uid: 1000, gid: 1001, home: Array("/home/user".utf8),
        environment: [Array("A=1".utf8), []], hasTerminal: true, farewell: .terminate(grace: 1500))

    private static func question(_ names: [String]) -> GuestLifeQuestion {
        GuestLifeQuestion(
            user: GuestUser(uid: 1, gid: 2), home: Array("/home/user".utf8), keepAlive: names, looksAtPorts: true)
    }

    static let requests: [GuestRequest] =
        [
            .signal(15), .signal(-1), .terminate(grace: .max), .start(program),
            .connect(.tcp(host: [97], port: 80), GuestUser(uid: 1, gid: 2)),
            .connect(.unix(path: [47, 255]), GuestUser(uid: 1, gid: 2)),
            .listen(.tcp(everywhere: true, port: 0), GuestUser(uid: 1, gid: 2)),
            .listen(.unix(path: [47]), GuestUser(uid: 1, gid: 2)), .listen(.agent, GuestUser(uid: 1, gid: 2)),
            .life(question(["jupyter-lab", "ünïcode"])), .life(question([])),
        ]
        + [.shell, .sftp, .imageSFTP].map { kind in
            .start(
                GuestProgram(
                    kind: kind, uid: 0, gid: 0, home: [], environment: [], hasTerminal: false, farewell: .keep))
        }

    static let replies: [GuestReply] = [
        .hello(version: 1), .started(pid: 77), .failed(.exec, code: 2), .exited(.status(255)),
        .exited(.signal(11, coreDumped: true)), .terminated, .connected,
        .refused(code: 111), .listening(port: 8080, path: []), .listening(port: 0, path: [47, 97]),
        .accepted(host: [49], port: 9), .life(GuestLife()),
        .life(
            GuestLife(
                cpuNanoseconds: .max, keptBy: ["a", "b c"], multiplexer: .screen, usedPorts: [1, 65535],
                holdUntil: .min)),
    ]

    @Test("What one side writes the other reads", arguments: requests)
    func request(message: GuestRequest) throws {
        #expect(try GuestRequest(message.bytes) == message)
    }

    @Test("What one side writes the other reads", arguments: replies)
    func reply(message: GuestReply) throws {
        #expect(try GuestReply(message.bytes) == message)
    }

    @Test("A message cut anywhere, or longer than it should be, is none", arguments: requests)
    func cut(message: GuestRequest) {
        let bytes = message.bytes
        for count in 0..<bytes.count {
            #expect(throws: MalformedMessage.self) { try GuestRequest(Array(bytes.prefix(count))) }
        }
        #expect(throws: MalformedMessage.self) { try GuestRequest(bytes + [0]) }
    }

    @Test("A reply cut anywhere, or longer than it should be, is none", arguments: replies)
    func cut(message: GuestReply) {
        let bytes = message.bytes
        for count in 0..<bytes.count {
            #expect(throws: MalformedMessage.self) { try GuestReply(Array(bytes.prefix(count))) }
        }
        #expect(throws: MalformedMessage.self) { try GuestReply(bytes + [0]) }
    }

    @Test("No bytes whatever make a reader fail otherwise than by its error")
    func random() {
        var generator = SystemRandomNumberGenerator()
        for kind in 0...255 {
            for _ in 0..<40 {
                let count = Int.random(in: 0..<60, using: &generator)
                // Small numbers are where the kinds and lengths are.
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) & 0x83 }
                _ = try? GuestReply([UInt8(kind)] + bytes)
                _ = try? GuestRequest([UInt8(kind)] + bytes)
            }
        }
    }

    @Test("Names beyond the limits of a question or an answer are left out; a message that has them is none")
    func names() throws {
        let long = String(repeating: "x", count: GuestLifeQuestion.nameLength)
        let many = (1...GuestLifeQuestion.nameLimit).map { "\($0)" }
        let asked = try GuestRequest(GuestRequest.life(Self.question(["", long + "x", long] + many)).bytes)
        #expect(asked == .life(Self.question([long] + many.dropLast())))

        let fits = GuestReply.life(GuestLife(keptBy: many, usedPorts: [UInt16](1...20)))
        #expect(
            try GuestReply(fits.bytes)
                == .life(GuestLife(keptBy: Array(many.prefix(8)), usedPorts: [UInt16](1...8))))

        let one: [UInt8] = [0, 0, 0, 1, 0x61]
        let wrong: [[UInt8]] = [
            // Nine names, an empty one, one that is no UTF-8, an unknown multiplexer, nine ports.
            [0, 9] + (0..<9).flatMap { _ in one } + [0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0],
            [0, 1, 0, 0, 0, 1, 0xff, 0, 0, 0], [0, 0, 3, 0, 0], [0, 0, 0, 9] + [UInt8](repeating: 1, count: 18) + [0],
        ]
        for bytes in wrong { #expect(throws: MalformedMessage.self) { try GuestReply([10] + bytes) } }
        #expect(try GuestReply([10, 0, 1] + one + [0, 0, 0]) == .life(GuestLife(keptBy: ["a"])))
    }

    @Test("A text that claims to be longer than its message is refused before anything is kept for it")
    func hugeLength() {
        #expect(throws: MalformedMessage.self) { try GuestRequest([1, 1, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]) }
    }
}
