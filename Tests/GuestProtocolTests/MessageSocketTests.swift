import CLinux
import Glibc
import GuestProtocol
import Testing

struct MessageSocketTests {
    /// A connected pair; both are closed with it.
    private final class Pair {
        let left: Int32
        let right: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            try #require(unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0)
            (left, right) = (ends[0], ends[1])
        }

        deinit {
            close(left)
            close(right)
        }
    }

    @Test("A message comes whole, with its descriptors, which are close-on-exec")
    func whole() throws {
        let pair = try Pair()
        #expect(MessageSocket.send(GuestReply.started(pid: 5), with: [0, 1], on: pair.left))
        guard
            case .message(let reply, let descriptors) = try MessageSocket.receive(
                GuestReply.self, from: pair.right, limit: 64)
        else {
            Issue.record("no message")
            return
        }
        #expect(reply == .started(pid: 5) && descriptors.count == 2)
        for descriptor in descriptors {
            #expect(fcntl(descriptor, F_GETFD) == FD_CLOEXEC)
            close(descriptor)
        }
    }

    @Test("Nothing, the end, and nonsense are told apart")
    func kinds() throws {
        let pair = try Pair()
        guard case .nothing = try MessageSocket.receive(GuestReply.self, from: pair.right, limit: 64) else {
            Issue.record("something came")
            return
        }
        _ = unsafe gangway_send_message(pair.left, [99], 1, nil, 0)
        #expect(throws: MalformedMessage.self) {
            _ = try MessageSocket.receive(GuestReply.self, from: pair.right, limit: 64)
        }
        shutdown(pair.left, Int32(SHUT_WR))
        guard case .end = try MessageSocket.receive(GuestReply.self, from: pair.right, limit: 64) else {
            Issue.record("no end")
            return
        }
    }

    @Test("A message that is too long is refused")
    func tooLong() throws {
        let pair = try Pair()
        let bytes = [UInt8](repeating: 1, count: 65)
        _ = unsafe gangway_send_message(pair.left, bytes, bytes.count, nil, 0)
        #expect(throws: MalformedMessage.self) {
            _ = try MessageSocket.receive(GuestReply.self, from: pair.right, limit: 64)
        }
    }

    @Test("A message of the longest command line and environment is sent and received at once")
    func longest() throws {
        let pair = try Pair()
        let request = GuestRequest.start(
            GuestProgram(
                kind: .command([UInt8](repeating: 97, count: 131_072)), uid: 1, gid: 1, home: [],
                environment: [[UInt8](repeating: 97, count: 32_768)], hasTerminal: false, farewell: .keep))
        #expect(MessageSocket.send(request, with: [0, 1, 2], on: pair.left))
        guard
            case .message(let received, let descriptors) = try MessageSocket.receive(
                GuestRequest.self, from: pair.right, limit: GuestPlaces.messageLimit)
        else {
            Issue.record("no message")
            return
        }
        for descriptor in descriptors { close(descriptor) }
        #expect(received == request)
    }
}
