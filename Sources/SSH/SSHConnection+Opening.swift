import CLibSSH
import EventLoop

/// Channels that the server asks for.
extension SSHConnection {
    /// Asks the client for a channel, and waits for its answer without holding anything up.
    ///
    /// The client's data may be there as soon as the channel is. A channel that the client grants after `limit` is closed
    /// at once. The end of the caller's task does not shorten the wait.
    /// - Throws: `ChannelOpenError`, `.connectionEnded` also where the connection ends meanwhile.
    public func open(
        _ kind: ServerChannel, within limit: Duration = .seconds(30)
    ) async throws(ChannelOpenError) -> SSHChannel {
        guard let handle, end == nil, isAuthenticated, handle.isAlive else { throw .connectionEnded }
        guard channelCount(.forward) < configuration.maxForwards else { throw .tooManyForwards }
        guard let opened = unsafe ssh_channel_new(handle.session) else { throw .connectionEnded }
        let channel = unsafe makeChannel(opened, as: .forward)
        var number: UInt32 = 0
        let payload = kind.payload
        let result = unsafe gangway_channel_open(
            handle.guard, opened, kind.type, payload, UInt32(payload.count), &number)
        setNeedsDrive()
        guard result == SSH_OK else {
            channel.free()
            throw .connectionEnded
        }
        let opening = PendingOpen(channel)
        openings[number] = opening
        opening.timer = loop.after(limit) { opening.settle(.timedOut) }
        await opening.wait()
        if let failure = opening.failure { throw failure }
        return channel
    }

    /// Takes the client's answers that the last poll brought.
    func takeOpened(of handle: SessionHandle) {
        var opened = unsafe gangway_opened()
        while unsafe gangway_guard_take_opened(handle.guard, &opened) {
            guard let opening = unsafe openings.removeValue(forKey: opened.channel) else { continue }
            guard unsafe opened.is_confirmed else {
                let text = unsafe opened.text.map { unsafe String(cString: $0) } ?? ""
                let reason = unsafe ChannelOpenFailure.Reason(rawValue: opened.reason)
                // libssh frees a channel at once that never was open.
                opening.channel.free()
                opening.settle(.refused(ChannelOpenFailure(reason, text)))
                continue
            }
            channels[opening.channel.address] = opening.channel
            if !opening.settle(nil) { opening.channel.close() }
        }
    }
}
