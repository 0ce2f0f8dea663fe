import Containers
import Foundation
import Model
import Synchronization

/// An open session as it is seen from outside its event loop: facts, counters, and a way to tell it something.
final class LiveSession: Sendable {
    /// What an administrator tells a session.
    enum Order: Sendable {
        case end
        /// It can't be logged or recorded.
        case endUnrecorded
        /// Its workspace is being stopped; the user is told why.
        case endWorkspace(String)
        case show(String)
    }

    /// What becomes known, or changes, while it lives.
    private struct Place {
        var terminal: TerminalSize?
        var workspace: String?
        var wayIn: WayIn?
        var isRecorded = false
    }

    let id: SessionID
    let user: UserName
    let orders: AsyncStream<Order>

    private let peer: SocketAddress
    private let kind: SessionStatus.Kind
    private let command: String?
    private let started = Date()
    private let place: Mutex<Place>
    private let sent = Atomic<UInt64>(0)
    private let received = Atomic<UInt64>(0)
    /// In seconds since 1970.
    private let lastByte: Atomic<Int64>
    private let mailbox: AsyncStream<Order>.Continuation

    /// Orders that are not carried out yet; what exceeds it is dropped, but for the newest.
    private static let orderLimit = 16

    init(_ id: SessionID, of user: UserName, at peer: SocketAddress, _ request: SessionRequest) {
        self.id = id
        self.user = user
        self.peer = peer
        (kind, command) =
            switch request.program {
            case .shell: (.shell, nil)
            case .command(let command): (.exec, command)
            case .subsystem(let name): (.subsystem, name)
            }
        place = Mutex(Place(terminal: request.terminal?.size))
        lastByte = Atomic(Int64(started.timeIntervalSince1970))
        (orders, mailbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.orderLimit))
    }

    // MARK: From any thread

    var status: SessionStatus {
        let place = self.place.withLock { $0 }
        let idle = Date().timeIntervalSince1970 - Double(lastByte.load(ordering: .relaxed))
        return SessionStatus(
            id: id, user: user, peer: peer, kind: kind, command: command, terminal: place.terminal,
            workspace: place.workspace, wayIn: place.wayIn, started: started, idleSeconds: max(0, idle),
            sent: sent.load(ordering: .relaxed), received: received.load(ordering: .relaxed),
            isRecorded: place.isRecorded)
    }

    func tell(_ order: Order) {
        mailbox.yield(order)
    }

    // MARK: From its session

    func resized(to size: TerminalSize) {
        place.withLock { $0.terminal = size }
    }

    func opened(in workspace: String?, by wayIn: WayIn, isRecorded: Bool) {
        place.withLock {
            $0.workspace = workspace
            $0.wayIn = wayIn
            $0.isRecorded = isRecorded
        }
    }

    func didSend(_ count: Int) {
        sent.add(UInt64(count), ordering: .relaxed)
        touch()
    }

    func didReceive(_ count: Int) {
        received.add(UInt64(count), ordering: .relaxed)
        touch()
    }

    /// Orders end with it.
    func ended() {
        mailbox.finish()
    }

    private func touch() {
        lastByte.store(Int64(time(nil)), ordering: .relaxed)
    }
}
