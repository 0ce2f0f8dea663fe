import CLinux
public import EventLoop
import Glibc
import GuestProtocol

/// The guest agent: starts programs in its container for the gateway, and tells how they ended.
///
/// Everything happens on one loop. Each of the gateway's connections stands for one program (`GuestConnection`); the
/// terminals and pipes are the gateway's, so no byte of a session passes here.
public final class GuestAgent {
    let loop: EventLoop
    let environment = ProcessEnvironment.own()
    let agentSockets = AgentSockets()
    /// Names the container's terminals; nil where it has none.
    let terminals: Int32?

    private let listener: OwnedDescriptor
    private var listenerWatch: Watch?
    private let childSignals: OwnedDescriptor
    private var childWatch: Watch?
    private var connections: [ObjectIdentifier: GuestConnection] = [:]
    /// Who wants to know of a child's end; gone where the gateway has left.
    private var children: [pid_t: Listener] = [:]

    /// Names that are being looked up.
    var resolutions = 0

    private var quiet: Timer?

    private struct Listener {
        weak var connection: GuestConnection?
    }

    /// At once. The gateway has its own limits; this one keeps a mistake from filling the container.
    private static let connectionLimit = 16_384
    private static let backlog: Int32 = 1024
    /// After this time without a new connection memory is given back.
    private static let quietTime: Duration = .seconds(2)

    /// Listens at `path`. Must be called on `loop`, on which it then lives.
    /// - Parameter childSignals: of `gangway_child_signals`, made before any thread was.
    /// - Throws: `SystemError` where the socket cannot be made.
    public init(path: String, childSignals: consuming OwnedDescriptor, loop: EventLoop) throws {
        loop.preconditionOnLoop()
        self.loop = loop
        self.childSignals = childSignals
        let socket = unsafe gangway_listen_messages(path, Self.backlog)
        guard socket >= 0 else { throw SystemError("listen at \(path)") }
        listener = OwnedDescriptor(owning: socket)
        let name = gangway_name_terminals()
        terminals = name >= 0 && gangway_names_terminals(name) ? name : nil
        childWatch = try loop.watch(self.childSignals.rawValue, for: .readable) { [unowned self] _ in reap() }
        listenerWatch = try loop.watch(listener.rawValue, for: .readable) { [unowned self] _ in accept() }
        noteActivity()
    }

    /// There may be hundreds of guest agents on a host, nearly all of them idle.
    private func noteActivity() {
        quiet?.cancel()
        quiet = loop.after(Self.quietTime) { gangway_release_code() }
    }

    private func accept() {
        noteActivity()
        let socket = gangway_accept_messages(listener.rawValue, getuid())
        // Everything that fails here passes or is the other side's doing; the next one may be served.
        guard socket >= 0 else {
            listenerWatch?.restIfShort(on: loop)
            return
        }
        let descriptor = OwnedDescriptor(owning: socket)
        guard connections.count < Self.connectionLimit else { return }
        let connection = GuestConnection(descriptor, agent: self)
        connections[ObjectIdentifier(connection)] = connection
        if !connection.begin() { forget(connection) }
    }

    func forget(_ connection: GuestConnection) {
        // Not while the connection is still at work.
        loop.defer { [self] in connections[ObjectIdentifier(connection)] = nil }
    }

    // MARK: Children

    func adopt(_ pid: pid_t, by connection: GuestConnection? = nil) {
        children[pid] = Listener(connection: connection)
    }

    /// Ends the group of a child, unless the child has ended already.
    func terminate(_ pid: pid_t, of program: GuestProgram, grace: UInt32, onEnd: @escaping () -> Void) {
        guard children[pid] != nil else { return onEnd() }
        let user = GuestUser(uid: program.uid, gid: program.gid)
        _ = Termination(of: pid, as: user, grace: .milliseconds(Int64(grace)), on: loop, onEnd: onEnd)
    }

    /// Ends a child at once, unless it has ended already.
    func kill(_ pid: pid_t) {
        if children[pid] != nil { _ = Glibc.kill(pid, SIGKILL) }
    }

    private func reap() {
        gangway_take_child_signals(childSignals.rawValue)
        var end = gangway_child_end()
        while unsafe gangway_reap(&end) > 0 {
            let code = UInt8(truncatingIfNeeded: end.code)
            let listener = children.removeValue(forKey: end.pid)
            listener?.connection?.childEnded(
                end.signalled ? .signal(code, coreDumped: end.core_dumped) : .status(code))
        }
    }
}
