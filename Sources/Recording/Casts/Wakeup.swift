import CLinux
import Glibc

/// What one thread waits on and others wake it by.
final class Wakeup: Sendable {
    /// An eventfd; -1 where the kernel gives none, and then waiting is only by time.
    private let descriptor: Int32

    init() {
        descriptor = gangway_eventfd()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func signal() {
        var one: UInt64 = 1
        // A full counter is a signal, too.
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Waits for a signal, at most `limit`; nil: without a limit. Takes the signal.
    /// - Returns: whether there was one.
    @discardableResult
    func wait(atMost limit: Duration?) -> Bool {
        var milliseconds: Int32 = -1
        if let limit { milliseconds = Int32(clamping: (limit.microseconds + 999) / 1000) }
        if descriptor < 0 { milliseconds = milliseconds < 0 ? 20 : min(milliseconds, 20) }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) > 0 else { return false }
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, 8)
        return true
    }
}
