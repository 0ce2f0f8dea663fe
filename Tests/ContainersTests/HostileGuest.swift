import CLinux
import EventLoop
import Foundation
import GatewayTesting
import Glibc
import GuestProtocol
import Model
import Testing

@testable import Containers

/// Something that listens where a workspace's guest agent should, and says what a test wants.
final class HostileGuest: Sendable {
    let folder: TemporaryFolder
    let agents: GuestAgents
    let user: UserName

    init() throws {
        folder = try TemporaryFolder()
        user = try #require(UserName("mallory"))
        agents = GuestAgents(
            GuestConfiguration(executable: "/nowhere", folders: folder.path), suspicion: .seconds(3600))
        try FileManager.default.createDirectory(atPath: "\(folder.path)/mallory", withIntermediateDirectories: false)
    }

    var path: String { "\(folder.path)/mallory/\(GuestPlaces.socket)" }

    /// Serves one connection on a thread of its own: `body` gets its descriptor, which is closed afterwards.
    func serve(_ body: @escaping @Sendable (Int32) -> Void) throws {
        let listener = unsafe gangway_listen_messages(path, 8)
        try #require(listener >= 0)
        Thread {
            var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&ready, 1, 60_000)
            let connection = gangway_accept_messages(listener, getuid())
            if connection >= 0 { body(connection) }
            close(connection)
            close(listener)
        }.start()
    }

    /// Waits until the gateway has said something or closed. What it said is taken: closing over it would be a reset.
    static func hear(_ connection: Int32) {
        for descriptor in take(connection) { close(descriptor) }
    }

    /// The same, for the descriptors that came.
    static func take(_ connection: Int32) -> [Int32] {
        var ready = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&ready, 1, 60_000)
        guard
            case .message(_, let descriptors)? = try? MessageSocket.receive(
                GuestRequest.self, from: connection, limit: GuestPlaces.messageLimit)
        else { return [] }
        return descriptors
    }

    static func say(_ bytes: [UInt8], _ descriptors: [Int32] = [], on connection: Int32) {
        _ = unsafe gangway_send_message(connection, bytes, bytes.count, descriptors, Int32(descriptors.count))
    }

    static func say(_ reply: GuestReply, _ descriptors: [Int32] = [], on connection: Int32) {
        say(reply.bytes, descriptors, on: connection)
    }

    /// Opens a shell there.
    /// - Parameter body: what to do with it on the loop.
    func open<T: Sendable>(
        terminal: Bool = false, _ body: @escaping @Sendable (borrowing OpenedProcess) async throws -> T
    ) async throws -> T {
        let loop = try EventLoop(label: "test")
        let program = GuestProgram(
            kind: .shell, uid: 1000, gid: 1000, home: [], environment: [], hasTerminal: terminal, farewell: .keep)
        let opening = GuestOpening(
            agents: agents, user: user, program: program,
            terminal: terminal ? Terminal(type: "xterm", size: TerminalSize(columns: 80, rows: 24)) : nil,
            loop: loop, log: .init(label: "test"))
        let outcome: Result<T, any Error>
        do {
            outcome = .success(try await LoopActor(on: loop).onLoop { try await body(try await opening.open()) })
        } catch {
            outcome = .failure(error)
        }
        await loop.stop()
        return try outcome.get()
    }

    /// Asks it for a forward's end.
    /// - Parameter body: what to do with it on the loop.
    func forward<T: Sendable>(
        _ body: @escaping @Sendable (GuestForwarding) async throws -> T
    ) async throws -> T {
        let loop = try EventLoop(label: "test")
        let container = RunningContainer(ContainerID("1"), labels: [:], of: Profile())
        let forwarding = GuestForwarding(agents: agents, user: user, container: container, loop: loop)
        let outcome: Result<T, any Error>
        do {
            outcome = .success(try await LoopActor(on: loop).onLoop { try await body(forwarding) })
        } catch {
            outcome = .failure(error)
        }
        await loop.stop()
        return try outcome.get()
    }

    /// Why no process was opened.
    func failure(terminal: Bool = false) async -> String? {
        do {
            try await open(terminal: terminal) { _ in }
            return nil
        } catch {
            switch error as? GuestFailure {
            case .unavailable(let cause): return cause
            case .refused(let error): return "refused: \(error)"
            case nil: return "\(error)"
            }
        }
    }
}
