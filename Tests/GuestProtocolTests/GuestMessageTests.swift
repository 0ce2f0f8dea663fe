import GuestProtocol
import Testing

struct GuestMessageTests {
    private static let program = GuestProgram(
        kind: .command([0, 255, 10]), uid: 1000, gid: 1001, home: Array("/home/user".utf8),
        environment: [Array("A=1".utf8), []], hasTerminal: true, farewell: .terminate(grace: 1500))

    static let requests: [GuestRequest] =
        [
            .signal(15), .signal(-1), .terminate(grace: .max), .start(program),
            .connect(.tcp(host: [97], port: 80), GuestUser(uid: 1, gid: 2)),
            .connect(.unix(path: [47, 255]), GuestUser(uid: 1, gid: 2)),
            .listen(.tcp(everywhere: true, port: 0), GuestUser(uid: 1, gid: 2)),
            .listen(.unix(path: [47]), GuestUser(uid: 1, gid: 2)), .listen(.agent, GuestUser(uid: 1, gid: 2)),
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
        .accepted(host: [49], port: 9),
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

    @Test("A text that claims to be longer than its message is refused before anything is kept for it")
    func hugeLength() {
        #expect(throws: MalformedMessage.self) { try GuestRequest([1, 1, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]) }
    }
}
