import CLinux
import EventLoop
import Glibc

/// A client's Unix socket on a loop, with one time limit for all that is done with it. Use it on the loop.
struct LoopSocket: ~Copyable {
    /// The peer closed the connection before it said what it should.
    struct Ended: Error, CustomStringConvertible {
        var description: String { "the connection was closed" }
    }

    private let descriptor: OwnedDescriptor
    private let loop: EventLoop
    private let deadline: ContinuousClock.Instant

    /// In bytes.
    private static let pieceSize = 4096

    /// - Throws: `SystemError`, `TimedOut`.
    init(connectingTo path: String, on loop: EventLoop, within limit: Duration) async throws {
        loop.preconditionOnLoop()
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(1)
        while true {
            let connected = unsafe path.withCString { unsafe gangway_connect_unix($0) }
            if connected >= 0 {
                descriptor = OwnedDescriptor(owning: connected)
                break
            }
            // The listener's queue is full. A Unix socket gives no sign when there is room again.
            guard errno == EAGAIN else { throw SystemError("connect") }
            guard .now + pause < deadline else { throw TimedOut() }
            await loop.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        self.loop = loop
        self.deadline = deadline
    }

    /// Gives the descriptor away.
    consuming func release() -> OwnedDescriptor { descriptor }

    /// Sends all of `bytes`.
    /// - Throws: `SystemError`, `TimedOut`.
    func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A peer that is gone is an error to return, not a signal that ends the server.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                rest.removeFirst(count)
            } else {
                try await wait(for: .writable, after: SystemError("send"))
            }
        }
    }

    /// The next bytes, at most 4096; empty at the end of the stream.
    /// - Throws: `SystemError`, `TimedOut`.
    func receive() async throws -> [UInt8] {
        while true {
            var failure: SystemError?
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                let result = unsafe recv(descriptor.rawValue, buffer.baseAddress, buffer.count, 0)
                if result < 0 { failure = SystemError("recv") }
                count = max(0, result)
            }
            guard let failure else { return piece }
            try await wait(for: .readable, after: failure)
        }
    }

    private func wait(for interest: Readiness, after failure: SystemError) async throws {
        switch failure.code {
        case EINTR: return
        case EAGAIN:
            let left = deadline - .now
            guard left > .zero else { throw TimedOut() }
            try await loop.readiness(of: descriptor.rawValue, for: interest, within: left)
        default: throw failure
        }
    }
}
