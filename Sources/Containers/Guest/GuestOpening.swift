import CLinux
import EventLoop
import Glibc
import GuestProtocol
import Logging
import Model

/// One try to start a session's process by a workspace's guest agent: nothing it sends is read from or written to later
/// but its messages.
struct GuestOpening {
    let agents: GuestAgents
    let user: UserName
    let program: GuestProgram
    let terminal: Terminal?
    let loop: EventLoop
    let log: Logger

    private static let startLimit: Duration = .seconds(15)

    /// Call it on `loop`.
    nonisolated(nonsending) func open() async throws(GuestFailure) -> OpenedProcess {
        let dialogue = try GuestDialogue(with: agents, of: user, on: loop)
        let wires = try wires(naming: try await dialogue.hello())
        try dialogue.say(.start(program), with: wires.remote.descriptors)
        let (reply, descriptors) = try await dialogue.reply(within: Self.startLimit)
        MessageSocket.discard(descriptors)
        switch reply {
        case .started: break
        case .failed(let step, let code):
            throw .refused(.processNotStarted(cause: "\(SystemError("\(step)", code: code))"))
        default: throw .unavailable(cause: "an answer to something else")
        }
        do throws(SystemError) {
            let process = try GuestProcess(
                socket: dialogue.takeSocket(), terminal: wires.terminal, loop: loop, log: log)
            return OpenedProcess(streams: wires.streams, process: process, wayIn: .guest)
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }

    /// Makes the program's descriptors.
    /// - Parameter descriptors: what came beside the guest agent's hello: the container's terminals' name.
    private func wires(naming descriptors: [Int32]) throws(GuestFailure) -> GuestWires {
        defer { MessageSocket.discard(descriptors) }
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
}
