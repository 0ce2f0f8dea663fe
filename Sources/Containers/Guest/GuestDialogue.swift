import EventLoop
import Glibc
import GuestProtocol
import Model

/// The first words on a connection to a workspace's guest agent, which is not trusted: every wait has a limit, every
/// message is checked.
struct GuestDialogue: ~Copyable {
    private let socket: OwnedDescriptor
    private let agents: GuestAgents
    private let user: UserName
    private let loop: EventLoop

    /// A guest agent's first word takes less than a millisecond. On a host out of breath, with a hundred programs to
    /// start first, it takes seconds, and an exec would make things worse.
    private static let helloLimit: Duration = .seconds(10)
    /// No reply is longer: one may hold a socket's path, or eight names of 64 bytes.
    static let replyLimit = 1024

    /// Call this and the rest on `loop`.
    init(with agents: GuestAgents, of user: UserName, on loop: EventLoop) throws(GuestFailure) {
        do throws(SystemError) {
            socket = try agents.connect(to: user)
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        self.agents = agents
        self.user = user
        self.loop = loop
    }

    /// Hears the guest agent's hello.
    /// - Returns: what came beside it, the caller's to close.
    nonisolated(nonsending) func hello(within limit: Duration = helloLimit) async throws(GuestFailure) -> [Int32] {
        let (reply, descriptors) = try await reply(within: limit)
        guard case .hello(GuestPlaces.version) = reply else {
            MessageSocket.discard(descriptors)
            guard case .hello(let version) = reply else { throw .unavailable(cause: "no hello") }
            throw .unavailable(cause: "it speaks version \(version) and is replaced at the container's next start")
        }
        return descriptors
    }

    func say(_ request: GuestRequest, with descriptors: [Int32] = []) throws(GuestFailure) {
        // The connection's buffer is empty: this takes the whole message or fails for good.
        guard MessageSocket.send(request, with: descriptors, on: socket.rawValue) else {
            throw .unavailable(cause: "\(SystemError("send"))")
        }
    }

    /// The next reply; its descriptors are the caller's to close.
    nonisolated(nonsending) func reply(
        within limit: Duration
    ) async throws(GuestFailure) -> (reply: GuestReply, descriptors: [Int32]) {
        do {
            while true {
                switch try MessageSocket.receive(GuestReply.self, from: socket.rawValue, limit: Self.replyLimit) {
                case .message(let reply, let descriptors): return (reply, descriptors)
                case .end: throw GuestFailure.unavailable(cause: "it closed the connection")
                case .nothing: try await loop.readiness(of: socket.rawValue, for: .readable, within: limit)
                }
            }
        } catch let failure as GuestFailure {
            throw failure
        } catch {
            agents.suspect(user)
            throw .unavailable(cause: error is TimedOut ? "it does not answer" : "it sent nonsense")
        }
    }

    /// The connection, for what comes after the first words.
    consuming func takeSocket() -> OwnedDescriptor { socket }
}
