import EventLoop
import Foundation
import Glibc
import Synchronization

/// Moves bytes from one descriptor to another on a thread of its own: standard streams may be files, which no event
/// loop can wait for.
enum StreamPump {
    /// Why it has stopped.
    enum End: Hashable, Sendable {
        /// The source has ended, or what was to be copied of it.
        case source
        /// Nobody reads the target.
        case unread
        /// - Parameter code: errno.
        case unreadable(code: Int32)
        case unwritable(code: Int32)
    }

    final class Flag: Sendable {
        private let value = Atomic(false)

        var isSet: Bool { value.load(ordering: .acquiring) }

        func set() { value.store(true, ordering: .releasing) }
    }

    private static let size = 64 << 10
    /// How soon it sees that nobody will write any more, where the descriptor's end does not say so. In milliseconds.
    private static let interval: Int32 = 250
    /// What a program that has ended may have left in a pipe or terminal: both hold less.
    private static let remainder = 1 << 20

    /// Copies until `source` ends or nobody reads `target`. Both stay open.
    /// - Parameter isOver: the program that writes to `source` has ended: what it wrote before is copied, what others go
    ///   on writing is not waited for. nil: that does not matter.
    static func copy(from source: Int32, to target: Int32, until isOver: Flag? = nil) async -> End {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: run(source, target, isOver)) }
        }
    }

    private static func run(_ source: Int32, _ target: Int32, _ isOver: Flag?) -> End {
        var bytes = [UInt8](repeating: 0, count: size)
        var patience = interval
        var left = remainder
        while true {
            if let isOver {
                // Looked at first: what was written before it was set is seen below.
                let isLast = isOver.isSet
                let begin = ContinuousClock.now
                let isReady = wait(for: POLLIN, on: source, limit: isLast ? patience : interval)
                if isLast {
                    guard isReady, left > 0 else { return .source }
                    let waited = min(begin.duration(to: .now) / .milliseconds(1), Double(interval))
                    patience = max(0, patience - Int32(waited))
                } else if !isReady {
                    continue
                }
            }
            let count = retried(POLLIN, on: source) { unsafe read(source, &bytes, size) }
            if count < 0 {
                // A terminal's other end is closed.
                return errno == EIO ? .source : .unreadable(code: errno)
            }
            if count == 0 { return .source }
            left -= isOver?.isSet == true ? count : 0
            if let end = write(bytes[..<count], to: target) { return end }
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to target: Int32) -> End? {
        var rest = bytes
        while !rest.isEmpty {
            let written = retried(POLLOUT, on: target) {
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(target, $0.baseAddress, $0.count) }
            }
            guard written >= 0 else { return errno == EPIPE ? .unread : .unwritable(code: errno) }
            rest = rest.dropFirst(written)
        }
        return nil
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
