import CLinux
import EventLoop
import Glibc
import GuestProtocol

/// Listens for a forward, and hands on who connects. Ends with this object; so does a Unix socket's file.
final class ForwardListener {
    let port: UInt16
    let path: [UInt8]

    private var sockets: [Int32] = []
    private var watches: [Watch] = []
    private let onEnd: () -> Void

    private static let backlog: Int32 = 128

    /// A connection that was accepted; the receiver closes `socket`.
    struct Accepted {
        let socket: Int32
        let host: [UInt8]
        let port: UInt16
    }

    /// - Returns: nil and errno where it cannot listen.
    static func make(
        _ listening: GuestListening, as user: GuestUser, agent: GuestAgent, onAccept: @escaping (Accepted) -> Void
    ) -> ForwardListener? {
        switch listening {
        case .tcp(let everywhere, let port):
            let sockets = Impersonation.run(as: user) { listen(everywhere: everywhere, port: port) } ?? []
            guard let first = sockets.first else { return nil }
            return ForwardListener(
                sockets, port: gangway_local_port(first), path: [], loop: agent.loop, onAccept: onAccept
            ) {}
        case .unix(let path):
            let name = String(decoding: path, as: UTF8.self)
            let socket = Impersonation.run(as: user) { unsafe gangway_listen_unix(name, backlog) } ?? -1
            guard socket >= 0 else { return nil }
            return ForwardListener([socket], port: 0, path: path, loop: agent.loop, onAccept: onAccept) {
                _ = Impersonation.run(as: user) { unsafe unlink(name) }
            }
        case .agent:
            guard let path = agent.agentSockets.add(for: user) else { return nil }
            let socket = Impersonation.run(as: user) { unsafe gangway_listen_unix(path, backlog) } ?? -1
            guard socket >= 0 else { return nil }
            agent.agentSockets.isListening(at: path, for: user)
            return ForwardListener([socket], port: 0, path: Array(path.utf8), loop: agent.loop, onAccept: onAccept) {
                agent.agentSockets.remove(path, of: user)
            }
        case .x11(let cookie, let home):
            return display(cookie, home: home, as: user, agent: agent, onAccept: onAccept)
        }
    }

    /// The first display from 10 on that nobody has, as sshd's X11DisplayOffset.
    private static func display(
        _ cookie: X11Cookie, home: [UInt8], as user: GuestUser, agent: GuestAgent,
        onAccept: @escaping (Accepted) -> Void
    ) -> ForwardListener? {
        let authority = Xauthority(of: user, home: home)
        for number in X11Display.numbers {
            let port = X11Display.port(number)
            let sockets = Impersonation.run(as: user) { listen(everywhere: false, port: port, isStrict: true) } ?? []
            if sockets.isEmpty {
                if errno == EADDRINUSE { continue }
                return nil
            }
            authority.add(cookie, display: number)
            return ForwardListener(sockets, port: port, path: [], loop: agent.loop, onAccept: onAccept) {
                authority.remove(display: number)
            }
        }
        errno = EADDRINUSE
        return nil
    }

    /// IPv4's loopback or all of it, and IPv6's at the same port where there is one.
    /// - Parameter isStrict: neither, where somebody else has IPv6's port.
    private static func listen(everywhere: Bool, port: UInt16, isStrict: Bool = false) -> [Int32] {
        let first = unsafe gangway_listen(everywhere ? "0.0.0.0" : "127.0.0.1", port, backlog)
        guard first >= 0 else { return [] }
        let second = unsafe gangway_listen(everywhere ? "::" : "::1", gangway_local_port(first), backlog)
        if second >= 0 { return [first, second] }
        guard isStrict, errno == EADDRINUSE else { return [first] }
        close(first)
        errno = EADDRINUSE
        return []
    }

    private init?(
        _ sockets: [Int32], port: UInt16, path: [UInt8], loop: EventLoop, onAccept: @escaping (Accepted) -> Void,
        onEnd: @escaping () -> Void
    ) {
        self.sockets = sockets
        self.port = port
        self.path = path
        self.onEnd = onEnd
        for (index, socket) in sockets.enumerated() {
            let watch = try? loop.watch(socket, for: .readable) { [unowned self] _ in
                if !Self.accept(from: socket, onAccept) { watches[index].restIfShort(on: loop) }
            }
            guard let watch else { return nil }
            watches.append(watch)
        }
    }

    /// - Returns: whether somebody was there; errno tells why not.
    private static func accept(from listener: Int32, _ onAccept: (Accepted) -> Void) -> Bool {
        var host = [CChar](repeating: 0, count: 64)
        var port: UInt16 = 0
        let socket = unsafe gangway_accept(listener, &host, Int32(host.count), &port)
        guard socket >= 0 else { return false }
        // Unix sockets have no such thing, and need none.
        _ = gangway_set_nodelay(socket)
        let name = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        onAccept(Accepted(socket: socket, host: name, port: port))
        return true
    }

    deinit {
        for watch in watches { watch.cancel() }
        for socket in sockets { close(socket) }
        onEnd()
    }
}
