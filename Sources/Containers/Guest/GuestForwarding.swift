import EventLoop
import Glibc
import GuestProtocol
import Model

/// One try to reach a forward's end by a workspace's guest agent.
struct GuestForwarding {
    let agents: GuestAgents
    let user: UserName
    let container: RunningContainer
    let loop: EventLoop

    enum Failure: Error {
        case guest(GuestFailure)
        case refused(ForwardError)
    }

    private var rights: GuestUser { GuestUser(uid: container.owner.uid, gid: container.owner.gid) }

    /// The guest agent has limits of its own, for each of a host's addresses.
    private static let connectLimit: Duration = .seconds(120)
    private static let listenLimit: Duration = .seconds(15)

    nonisolated(nonsending) func connect(to address: ForwardAddress) async throws(Failure) -> WorkspaceSocket {
        let dialogue = try await begin(.connect(GuestAddress(address), rights))
        let (reply, descriptors) = try await reply(in: dialogue, within: Self.connectLimit)
        guard let socket = WorkspaceSocket.only(of: descriptors), case .connected = reply else {
            throw refusal(reply)
        }
        return socket
    }

    nonisolated(nonsending) func listen(at place: ForwardListening) async throws(Failure) -> WorkspaceListener {
        let place: GuestListening =
            switch place {
            case .tcp(let everywhere, let port): .tcp(everywhere: everywhere, port: port)
            case .unix(let path): .unix(path: Array(path.utf8))
            case .agent: .agent
            case .x11(let name, let cookie):
                .x11(X11Cookie(protocolName: Array(name.utf8), data: cookie), home: Array(container.home.utf8))
            }
        let dialogue = try await begin(.listen(place, rights))
        let (reply, descriptors) = try await reply(in: dialogue, within: Self.listenLimit)
        MessageSocket.discard(descriptors)
        guard case .listening(let port, let path) = reply else { throw refusal(reply) }
        do throws(GuestFailure) {
            return try WorkspaceListener(dialogue.takeSocket(), port: port, path: path, on: loop)
        } catch {
            throw .guest(error)
        }
    }

    private nonisolated(nonsending) func begin(_ request: GuestRequest) async throws(Failure) -> GuestDialogue {
        do throws(GuestFailure) {
            let dialogue = try GuestDialogue(with: agents, of: user, on: loop)
            // Not after its hello, which would be another turn of both processes: a guest agent of another version refuses
            // what it does not know, and its hello tells.
            try dialogue.say(request)
            MessageSocket.discard(try await dialogue.hello())
            return dialogue
        } catch {
            throw .guest(error)
        }
    }

    private nonisolated(nonsending) func reply(
        in dialogue: borrowing GuestDialogue, within limit: Duration
    ) async throws(Failure) -> (reply: GuestReply, descriptors: [Int32]) {
        do throws(GuestFailure) {
            return try await dialogue.reply(within: limit)
        } catch {
            throw .guest(error)
        }
    }

    private func refusal(_ reply: GuestReply) -> Failure {
        switch reply {
        case .refused(code: 0): .refused(.unknownHost)
        case .refused(let code): .refused(.system(code: code))
        default: .guest(.unavailable(cause: "an answer to something else"))
        }
    }
}

extension GuestAddress {
    init(_ address: ForwardAddress) {
        switch address {
        case .tcp(let host, let port): self = .tcp(host: Array(host.utf8), port: port)
        case .unix(let path): self = .unix(path: Array(path.utf8))
        }
    }
}
