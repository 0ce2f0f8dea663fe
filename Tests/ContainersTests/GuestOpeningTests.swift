import CLinux
import Foundation
import GatewayTesting
import Glibc
import GuestProtocol
import Model
import Testing

@testable import Containers

/// A guest agent that lies harms nobody but its own session.
@Suite(.timeLimit(.minutes(20)))
struct GuestOpeningTests {
    private static let hello = GuestReply.hello(version: GuestPlaces.version)

    @Test("What is no socket is not touched: a link, a FIFO, a file, a folder, nothing")
    func notASocket() async throws {
        let guest = try HostileGuest()
        let other = try HostileGuest()
        try other.serve { HostileGuest.say(Self.hello, on: $0) }
        #expect(await guest.failure()?.contains("No such file") == true)
        // Another workspace's guest agent, which a link must not lead to.
        try FileManager.default.createSymbolicLink(atPath: guest.path, withDestinationPath: other.path)
        #expect(await guest.failure() == "connect: Socket operation on non-socket")
        for make in ["mkfifo", "touch", "mkdir"] {
            _ = try await Command.run(["rm", "-rf", guest.path])
            _ = try await Command.run([make, guest.path])
            #expect(await guest.failure() == "connect: Socket operation on non-socket")
        }
    }

    @Test("Silence ends with a limit, and nobody else waits for it then")
    func silence() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.hear(connection)
        }
        #expect(await guest.failure() == "it does not answer")
        #expect(guest.agents.isSuspect(guest.user))
    }

    @Test("Another version is not spoken to")
    func version() async throws {
        let guest = try HostileGuest()
        try guest.serve { HostileGuest.say(.hello(version: 999), on: $0) }
        #expect(await guest.failure()?.contains("version 999") == true)
    }

    @Test(
        "Nonsense, huge messages, empty ones and an early end are no guest agent",
        arguments: [[99], [1], [1, 0, 1, 0], [UInt8](repeating: 1, count: 100_000), []])
    func nonsense(bytes: [UInt8]) async throws {
        let guest = try HostileGuest()
        try guest.serve { HostileGuest.say(bytes, on: $0) }
        let failure = await guest.failure()
        #expect(failure == "it sent nonsense" || failure == "it closed the connection")
    }

    @Test("Descriptors that are no terminals' name are refused: a file, a FIFO, a terminal itself, too many, none")
    func wrongDescriptors() async throws {
        let folder = try TemporaryFolder()
        let fifo = "\(folder.path)/fifo"
        try #require(unsafe mkfifo(fifo, 0o600) == 0)
        let openers: [@Sendable () -> [Int32]] = [
            { [] }, { [unsafe open("/dev/null", O_RDWR)] }, { [unsafe open(fifo, O_RDWR)] },
            { [unsafe open("/dev/zero", O_RDONLY)] }, { [gangway_name_terminals(), gangway_name_terminals()] },
            { (0..<4).map { _ in gangway_name_terminals() } },
        ]
        for open in openers {
            let guest = try HostileGuest()
            try guest.serve { connection in
                let descriptors = open()
                HostileGuest.say(Self.hello, descriptors, on: connection)
                for descriptor in descriptors { close(descriptor) }
            }
            #expect(await guest.failure(terminal: true) == "the container has no terminals")
        }
    }

    @Test("What it holds of a terminal or of pipes is not what the gateway reads and writes")
    func separateFiles() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            let descriptors = HostileGuest.take(connection)
            // The flag belongs to an open file, so it would reach every process that shares it.
            for descriptor in descriptors { _ = fcntl(descriptor, F_SETFL, 0) }
            HostileGuest.say(.started(pid: 1), on: connection)
            HostileGuest.hear(connection)
            for descriptor in descriptors { close(descriptor) }
        }
        let areNonBlocking = try await guest.open { opened in isNonBlocking(opened.streams) }
        #expect(areNonBlocking)
    }

    @Test("A start that fails names the step and the cause")
    func failed() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.failed(.exec, code: ENOENT), on: connection)
            HostileGuest.hear(connection)
        }
        #expect(await guest.failure() == "refused: process-not-started: exec: No such file or directory")
    }

    @Test(
        "After the start, whatever is not the program's end loses the session, a flood too",
        arguments: [
            GuestReply.started(pid: 1), .terminated, .hello(version: 1), .failed(.exec, code: 1),
        ])
    func lies(reply: GuestReply) async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.started(pid: 1), on: connection)
            for _ in 0..<10_000 { HostileGuest.say(reply, on: connection) }
        }
        let outcome = try await guest.open { opened -> String in
            do { return "\(try await opened.process.exit())" } catch { return "\(error)" }
        }
        #expect(outcome == "process-lost: the guest agent sent what nobody asked for")
    }

    @Test("A guest agent that goes loses the session and holds up no termination")
    func gone() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.started(pid: 1), on: connection)
        }
        let outcome = try await guest.open { opened -> String in
            await opened.process.terminate(grace: .seconds(3600))
            do { return "\(try await opened.process.exit())" } catch { return "\(error)" }
        }
        // Which of the two is noticed first is up to the kernel.
        #expect(
            ["process-lost: the guest agent is gone", "process-lost: the guest agent does not read"].contains(outcome))
    }
}

private func isNonBlocking(_ streams: borrowing ProcessStreams) -> Bool {
    switch streams {
    case .pipes(let pipes):
        return [pipes.input.rawValue, pipes.output.rawValue, pipes.error.rawValue]
            .allSatisfy { fcntl($0, F_GETFL) & O_NONBLOCK != 0 }
    case .terminal: return false
    case .engine: return false
    }
}
