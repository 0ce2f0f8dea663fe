import Containers
import Logging
import Model
import SSH

/// Somewhere in the workspace that leads to the client: each who connects there gets a channel of its own. Ends with
/// `close`; what is open by then goes on.
final class RemoteForward {
    private let listener: WorkspaceListener
    private let forwards: Forwards
    private let log: Logger
    private let isSingle: Bool
    private let channel: (SocketAddress) -> ServerChannel

    /// Of a socket.
    var path: String { listener.path }
    /// Of X11's.
    var display: UInt16? { listener.display }

    var isClosed: Bool { listener.isClosed }

    /// - Parameters:
    ///   - isSingle: it ends with the first who connects.
    ///   - channel: what the client is asked for, for whoever connects from that address.
    init(
        _ listener: WorkspaceListener, of forwards: Forwards, log: Logger, isSingle: Bool = false,
        channel: @escaping (SocketAddress) -> ServerChannel
    ) {
        self.listener = listener
        self.forwards = forwards
        self.log = log
        self.isSingle = isSingle
        self.channel = channel
    }

    /// Serves until its end.
    func run(on connection: isolated SSHConnection) async {
        while let accepted = await listener.next() {
            let socket = accepted.socket
            let kind = channel(accepted.originator)
            Task { await serve(socket, kind, on: connection) }
            if isSingle { close() }
        }
        log.info("forward listens no more")
    }

    func close() {
        listener.close()
    }

    private func serve(_ socket: WorkspaceSocket, _ kind: ServerChannel, on connection: isolated SSHConnection) async {
        do throws(ChannelOpenError) {
            let channel = try await connection.open(kind)
            await forwards.relay(channel, socket, log)
        } catch {
            log.notice("forward refused", metadata: ["cause": "\(error)"])
        }
    }
}
