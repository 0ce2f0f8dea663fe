import EventLoop
import GatewayTesting
import Glibc
import GuestProtocol
import Testing

@testable import Containers

/// A guest agent that lies about signs of life harms nobody but its own workspace.
@Suite(.timeLimit(.minutes(20)))
struct GuestLifeTests {
    private static let hello = GuestReply.hello(version: GuestPlaces.version)

    private static func question(looksAtPorts: Bool = true) -> GuestLifeQuestion {
        GuestLifeQuestion(
            user: GuestUser(uid: 1000, gid: 1000), home: [], keepAlive: ["train", "é", "a\u{1b}b"],
            looksAtPorts: looksAtPorts)
    }

    /// What is believed of a guest agent that answers like this.
    private func outcome(
        looksAtPorts: Bool = true, _ answer: @escaping @Sendable (Int32) -> Void
    ) async throws -> String {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            answer(connection)
        }
        return try await guest.life(Self.question(looksAtPorts: looksAtPorts))
    }

    private func outcome(_ life: GuestLife, looksAtPorts: Bool = true) async throws -> String {
        try await outcome(looksAtPorts: looksAtPorts) { HostileGuest.say(.life(life), on: $0) }
    }

    @Test("An answer within its limits is believed")
    func honest() async throws {
        for life in [
            GuestLife(),
            GuestLife(
                cpuNanoseconds: .max, keptBy: ["é", "train"], multiplexer: .tmux, usedPorts: [65535, 1],
                holdUntil: GuestLife.lastHold),
        ] {
            #expect(try await outcome(life) == "\(life)")
        }
    }

    @Test(
        "Names that nobody asked for, or that are told twice, make it nonsense; so do control characters",
        arguments: [["other"], ["train", "train"], ["e\u{301}"], ["a\u{1b}b"], ["train", "other"]])
    func names(names: [String]) async throws {
        #expect(try await outcome(GuestLife(keptBy: names)) == "it sent nonsense")
    }

    @Test("So do impossible ports and holds, and ports that nobody asked for")
    func numbers() async throws {
        for life in [
            GuestLife(usedPorts: [0]), GuestLife(usedPorts: [80, 80]), GuestLife(holdUntil: -1),
            GuestLife(holdUntil: .min), GuestLife(holdUntil: .max), GuestLife(holdUntil: GuestLife.lastHold + 1),
        ] {
            #expect(try await outcome(life) == "it sent nonsense")
        }
        #expect(try await outcome(GuestLife(usedPorts: [80]), looksAtPorts: false) == "it sent nonsense")
    }

    @Test("So do messages that are none, and answers to something else")
    func messages() async throws {
        let name: [UInt8] = [0, 0, 0, 65] + [UInt8](repeating: 0x61, count: 65)
        for bytes in [[10], [10, 0, 9], [10, 0, 1] + name + [0, 0, 0], [UInt8](repeating: 10, count: 5000), [11]] {
            #expect(try await outcome { HostileGuest.say(bytes, on: $0) } == "it sent nonsense")
        }
        #expect(try await outcome { HostileGuest.say(.connected, on: $0) } == "an answer to something else")
        #expect(try await outcome { HostileGuest.say(Self.hello, on: $0) } == "an answer to something else")
        #expect(try await outcome { _ in } == "it closed the connection")
    }

    @Test("Descriptors beside an answer are closed")
    func descriptors() async throws {
        var pipe: [Int32] = [-1, -1]
        try #require(unsafe Glibc.pipe(&pipe) == 0)
        defer { close(pipe[0]) }
        let writer = pipe[1]
        let outcome = try await outcome { HostileGuest.say(.life(GuestLife()), [writer, writer], on: $0) }
        close(writer)
        #expect(outcome == "\(GuestLife())")
        var byte: UInt8 = 0
        #expect(unsafe read(pipe[0], &byte, 1) == 0)
    }

    @Test("Silence ends with a limit, and makes the next question fail at once")
    func silence() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.hear(connection)
        }
        #expect(try await guest.life(Self.question()) == "it does not answer")
        #expect(guest.agents.isSuspect(guest.user))
        #expect(try await guest.life(Self.question()) == "it does not answer")
    }

    @Test("Another version is not asked")
    func version() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(.hello(version: 1), on: connection)
            HostileGuest.hear(connection)
        }
        #expect(try await guest.life(Self.question()).contains("version 1"))
    }
}

extension HostileGuest {
    /// - Returns: what it said of its signs of life, or why that is not believed.
    fileprivate func life(_ question: GuestLifeQuestion) async throws -> String {
        let loop = try EventLoop(label: "test")
        let (agents, user) = (self.agents, self.user)
        let outcome = try await LoopActor(on: loop).onLoop {
            do {
                return "\(try await agents.life(of: user, question, on: loop))"
            } catch GuestFailure.unavailable(let cause) {
                return cause
            }
        }
        await loop.stop()
        return outcome
    }
}
