import EventLoop
import Foundation
import Glibc
import Synchronization

/// Moves bytes from one descriptor to another on a thread of its own: standard streams may be files, which no event
/// loop can wait for.
enum StreamPump {
    private static let size = 64 << 10
    /// How soon it sees that nobody will write any more, where the descriptor's end does not say so.
    private static let interval: Int32 = 250

    /// Copies until `source` ends, nobody reads `target`, or `isOver` and nothing is left there.
    /// - Parameters:
    ///   - source: closed then, which tells those who still write to it.
    ///   - target: stays open.
    ///   - isOver: the program that writes to `source` has ended; others that it left behind are not waited for.
    static func copy(_ source: consuming OwnedDescriptor, to target: Int32, until isOver: Flag) async {
        let source = source.release()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while hasMore(source, isOver), move(source, target) {}
                close(source)
                continuation.resume()
            }
        }
    }

    /// Copies until `source` ends or nobody reads `target`.
    /// - Parameter target: closed then: the end of a pipe's input.
    static func begin(from source: Int32, to target: consuming OwnedDescriptor) {
        let target = target.release()
        Thread.detachNewThread {
            while move(source, target) {}
            close(target)
        }
    }

    final class Flag: Sendable {
        private let value = Atomic(false)

        var isSet: Bool { value.load(ordering: .acquiring) }

        func set() { value.store(true, ordering: .releasing) }
    }

    private static func hasMore(_ source: Int32, _ isOver: Flag) -> Bool {
        while true {
            // Looked at first: what was written before it was set is seen below.
            let wasOver = isOver.isSet
            if wait(for: POLLIN, on: source, limit: interval) { return true }
            if wasOver { return false }
        }
    }

    /// - Returns: false after the last bytes.
    private static func move(_ source: Int32, _ target: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: size)
        let count = retried(POLLIN, on: source) { unsafe read(source, &bytes, size) }
        guard count > 0 else { return false }
        var rest = bytes[..<count]
        while !rest.isEmpty {
            let written = retried(POLLOUT, on: target) {
                unsafe rest.withUnsafeBytes { unsafe write(target, $0.baseAddress, $0.count) }
            }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    private static func retried(_ event: Int32, on descriptor: Int32, _ call: () -> Int) -> Int {
        while true {
            let count = call()
            guard count < 0 else { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: _ = wait(for: event, on: descriptor, limit: -1)
            default: return count
            }
        }
    }

    /// - Parameter limit: in milliseconds; negative: none.
    /// - Returns: whether it is ready, has ended or failed.
    private static func wait(for event: Int32, on descriptor: Int32, limit: Int32) -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return unsafe poll(&waited, 1, limit) > 0
    }
}
