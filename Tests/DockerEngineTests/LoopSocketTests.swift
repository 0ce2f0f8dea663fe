import EventLoop
import GatewayTesting
import Glibc
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(20)))
struct LoopSocketTests {
    /// A socket that listens with the shortest queue.
    private func listen(at path: String) throws -> OwnedDescriptor {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let listener = OwnedDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, Glibc.listen(listener.rawValue, 0) == 0 else { throw SystemError("listen") }
        return listener
    }

    /// What `body` throws. `#expect(throws:)` would leave the loop.
    private func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    private func onLoop(
        _ body: @escaping @Sendable (_ loop: EventLoop, _ path: String, _ listener: Int32) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        let listener = try listen(at: path)
        let fd = listener.rawValue
        let loop = try EventLoop(label: "test")
        try await LoopActor(on: loop).perform { try await body(loop, path, fd) }
        await loop.stop()
    }

    @Test("a full queue is waited for, up to the limit")
    func fullQueue() async throws {
        try await onLoop { loop, path, listener in
            // A queue of 0 still holds one connection.
            let first = try await LoopSocket(connectingTo: path, on: loop, within: .seconds(30))
            let error = await failure {
                _ = try await LoopSocket(connectingTo: path, on: loop, within: .milliseconds(100))
            }
            #expect(error is TimedOut)
            loop.after(.milliseconds(100)) { close(accept(listener, nil, nil)) }
            let second = try await LoopSocket(connectingTo: path, on: loop, within: .seconds(30))
            let one = first.release()
            let other = second.release()
            let areTwo = one.rawValue != other.rawValue
            #expect(areTwo)
        }
    }

    @Test("silence is not waited for beyond the limit, in either direction")
    func silence() async throws {
        try await onLoop { loop, path, listener in
            let socket = try await LoopSocket(connectingTo: path, on: loop, within: .milliseconds(200))
            let receiving = await failure { _ = try await socket.receive() }
            #expect(receiving is TimedOut)
            let sending = await failure { try await socket.send([UInt8](repeating: 0, count: 16 << 20)) }
            #expect(sending is TimedOut)
        }
    }

    @Test("a peer that is gone is an end to read and an error to write to")
    func gone() async throws {
        try await onLoop { loop, path, listener in
            let socket = try await LoopSocket(connectingTo: path, on: loop, within: .seconds(30))
            close(accept(listener, nil, nil))
            let end = try await socket.receive()
            #expect(end == [])
            let error = await failure { try await socket.send([1]) }
            #expect(error as? SystemError == SystemError("send", code: EPIPE))
        }
    }
}
