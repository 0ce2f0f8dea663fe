import Containers
import Logging
import Model
import Recording
import SSH

/// Somewhere in the workspace that leads to the client: each who connects there gets a channel of its own. Ends with
/// `close`; what is open by then goes on.
final class RemoteForward {
    private let listener: WorkspaceListener
    private let forwards: Forwards
    private let place: (direction: SessionEvent.Forward.Direction, address: ForwardAddress)
    private let log: Logger
    private let isSingle: Bool
    private let lease: WorkspaceLease
    private let channel: (SocketAddress) -> ServerChannel

    /// Of a socket.
    var path: String { listener.path }
    /// Of X11's.
    var display: UInt16? { listener.display }

    var isClosed: Bool { listener.isClosed }

    /// - Parameters:
    ///   - place: for the session log.
    ///   - isSingle: it ends with the first who connects.
    ///   - channel: what the client is asked for, for whoever connects from that address.
    init(
        _ listener: WorkspaceListener, of forwards: Forwards,
        at place: (SessionEvent.Forward.Direction, ForwardAddress), log: Logger, isSingle: Bool = false,
        channel: @escaping (SocketAddress) -> ServerChannel
    ) {
        self.listener = listener
        self.forwards = forwards
        self.place = place
        self.log = log
        lease = forwards.parts.workspaces.lease(.forward, of: forwards.identity.user)
        self.isSingle = isSingle
        self.channel = channel
    }

    /// Serves until its end.
    func run(on connection: isolated SSHConnection) async {
        while let accepted = await listener.next() {
            let socket = accepted.socket
            let originator = accepted.originator
            Task { await serve(socket, from: originator, on: connection) }
            if isSingle { close() }
        }
        lease.end()
        log.info("forward listens no more")
    }

    func close() {
        listener.close()
        lease.end()
    }

    private func serve(
        _ socket: WorkspaceSocket, from originator: SocketAddress, on connection: isolated SSHConnection
    ) async {
        var forward = SessionEvent.Forward(
            direction: place.direction, address: place.address, peer: originator.host.isEmpty ? nil : "\(originator)")
        do throws(ChannelOpenError) {
            let channel = try await connection.open(channel(originator))
            forward.channel = channel.number
            await forwards.relay(channel, socket, forward, log)
        } catch {
            forwards.journal.note(.forwardRefused(forward, cause: "\(error)"))
            log.notice("forward refused", metadata: ["cause": "\(error)"])
        }
    }
}
