import CLinux
import EventLoop
import Glibc
import GuestProtocol
import Logging
import Model

/// One try to start a session's process by a workspace's guest agent, which is not trusted: every wait has a limit,
/// every message is checked, and nothing it sends is read from or written to later but its messages.
struct GuestOpening {
    let agents: GuestAgents
    let user: UserName
    let program: GuestProgram
    let terminal: Terminal?
    let loop: EventLoop
    let log: Logger

    enum Failure: Error {
        /// No guest agent answers as one should: the engine's exec may work.
        case unavailable(cause: String)
        case refused(WorkspaceError)
    }

    /// A guest agent's first word takes less than a millisecond; on a host out of breath this may fail, and exec works.
    private static let helloLimit: Duration = .seconds(2)
    private static let startLimit: Duration = .seconds(15)
    /// No reply is longer.
    static let replyLimit = 64

    /// Call it on `loop`.
    nonisolated(nonsending) func open() async throws(Failure) -> OpenedProcess {
        let socket: OwnedDescriptor
        do throws(SystemError) {
            socket = try agents.connect(to: user)
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        let wires = try await wires(socket.rawValue)
        // The connection's buffer is empty: this takes the whole message or fails for good.
        guard MessageSocket.send(GuestRequest.start(program), with: wires.remote.descriptors, on: socket.rawValue)
        else { throw .unavailable(cause: "\(SystemError("send"))") }
        let process = try await start(socket, wires.terminal)
        return OpenedProcess(streams: wires.streams, process: process, wayIn: .guest)
    }

    /// Hears the guest agent's hello, and makes the program's descriptors.
    private nonisolated(nonsending) func wires(_ socket: Int32) async throws(Failure) -> GuestWires {
        let (reply, descriptors) = try await reply(on: socket, within: Self.helloLimit)
        defer { for descriptor in descriptors { close(descriptor) } }
        guard case .hello(let version) = reply else { throw .unavailable(cause: "no hello") }
        guard version == GuestPlaces.version else {
            throw .unavailable(cause: "it speaks version \(version) and is replaced at the container's next start")
        }
        guard terminal == nil || descriptors.count == 1 && gangway_names_terminals(descriptors[0]) else {
            throw .unavailable(cause: "the container has no terminals")
        }
        do throws(SystemError) {
            guard let terminal else { return try .pipes() }
            return try .terminal(terminal, named: descriptors[0], owner: program.uid)
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }

    private nonisolated(nonsending) func start(
        _ socket: consuming OwnedDescriptor, _ terminal: Pseudoterminal?
    ) async throws(Failure) -> GuestProcess {
        let (reply, descriptors) = try await reply(on: socket.rawValue, within: Self.startLimit)
        for descriptor in descriptors { close(descriptor) }
        switch reply {
        case .started:
            do throws(SystemError) {
                return try GuestProcess(socket: socket, terminal: terminal, loop: loop, log: log)
            } catch {
                throw .unavailable(cause: "\(error)")
            }
        case .failed(let step, let code):
            throw .refused(.processNotStarted(cause: "\(SystemError("\(step)", code: code))"))
        default:
            throw .unavailable(cause: "an answer to something else")
        }
    }

    private nonisolated(nonsending) func reply(
        on socket: Int32, within limit: Duration
    ) async throws(Failure) -> (reply: GuestReply, descriptors: [Int32]) {
        do {
            while true {
                switch try MessageSocket.receive(GuestReply.self, from: socket, limit: Self.replyLimit) {
                case .message(let reply, let descriptors): return (reply, descriptors)
                case .end: throw Failure.unavailable(cause: "it closed the connection")
                case .nothing: try await loop.readiness(of: socket, for: .readable, within: limit)
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            agents.suspect(user)
            throw .unavailable(cause: error is TimedOut ? "it does not answer" : "it sent nonsense")
        }
    }
}
