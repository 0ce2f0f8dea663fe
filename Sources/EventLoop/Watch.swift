import CLinux

/// One descriptor's registration with a loop; ends with `cancel()`. Cancel before the descriptor is closed.
///
/// Belongs to the loop's thread, like everything that is not Sendable here.
public final class Watch {
    public enum Trigger: Sendable {
        /// Reported as long as the state lasts.
        case level
        /// Reported once per change: the handler reads or writes until EAGAIN.
        case edge
    }

    private unowned let loop: EventLoop
    private let descriptor: Int32
    private let trigger: Trigger
    private let token: UInt64
    private var interest: Readiness
    private var isActive = true

    init(loop: EventLoop, descriptor: Int32, interest: Readiness, trigger: Trigger, token: UInt64) {
        self.loop = loop
        self.descriptor = descriptor
        self.interest = interest
        self.trigger = trigger
        self.token = token
    }

    /// Changes what is reported; costs a system call only when it differs.
    public func update(_ interest: Readiness) {
        guard isActive, interest != self.interest else { return }
        self.interest = interest
        _ = gangway_epoll_modify(loop.epoll, descriptor, interest.rawValue, trigger == .edge, token)
    }

    /// No report comes after this, not even one already fetched from the kernel. Calling it again does nothing.
    public func cancel() {
        guard isActive else { return }
        isActive = false
        // Fails with EBADF or ENOENT if somebody else (libssh on a connection error) has closed it: nothing to undo then.
        _ = gangway_epoll_remove(loop.epoll, descriptor)
        loop.forget(token)
    }
}
