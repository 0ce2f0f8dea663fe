import EventLoop

/// A channel that the client has been asked for, until it has answered. Whoever waits may give up before that.
final class PendingOpen {
    let channel: SSHChannel
    /// Nil: open, or not known yet.
    private(set) var failure: ChannelOpenError?
    private var waiter: LoopContinuation<Void>?
    private var isSettled = false
    var timer: Timer?

    init(_ channel: SSHChannel) {
        self.channel = channel
    }

    /// Until it is settled.
    nonisolated(nonsending) func wait() async {
        guard !isSettled else { return }
        await channel.loop.suspension { waiter = $0 }
    }

    /// Says how it went.
    /// - Returns: false where nobody waits any more.
    @discardableResult
    func settle(_ failure: ChannelOpenError?) -> Bool {
        guard !isSettled else { return false }
        isSettled = true
        self.failure = failure
        timer?.cancel()
        waiter?.resume()
        waiter = nil
        return true
    }
}
