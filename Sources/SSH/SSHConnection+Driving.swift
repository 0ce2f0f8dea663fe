import CLibSSH
import CLinux
import EventLoop

/// The turns in which the session is polled and everybody is told.
extension SSHConnection {
    /// Polls per turn, and bytes received, of which a poll brings 4 or 64 KiB (`SessionHandle.readAhead`). Other
    /// connections of the loop wait meanwhile.
    private static let pollsPerTurn = 32
    private static let bytesPerTurn: UInt64 = 128 << 10
    /// Replies and data that the socket has not taken. Data waits for the socket (`SSHChannel.writableBytes`), so only
    /// a client that asks and asks without reading the answers gets here.
    private static let outputLimit = 4 << 20

    /// Something was handed to libssh, which may have polled in turn: look at the session once more before the loop
    /// sleeps.
    func setNeedsDrive() {
        dropWatchOfClosedSocket()
        guard !isDriving, !isDriveScheduled, end == nil else { return }
        isDriveScheduled = true
        loop.defer { [self] in
            isDriveScheduled = false
            drive()
        }
    }

    /// libssh closes the socket by itself when it fails. The next descriptor with that number may be watched by this
    /// very loop, and a watch cancelled later would take that one's place in the epoll set away.
    private func dropWatchOfClosedSocket() {
        guard watch != nil, let handle, !handle.isAlive else { return }
        watch?.cancel()
        watch = nil
    }

    func drive() {
        guard let handle, end == nil, !isDriving else { return }
        isDriving = true
        // The kernel forgets it again; until authentication the client's Nagle waits for our acknowledgements.
        if !isAuthenticated { _ = gangway_set_quickack(descriptor) }
        var hasMore = true
        var polls = 0
        let limit = handle.receivedBytes &+ Self.bytesPerTurn
        while hasMore, polls < Self.pollsPerTurn, handle.receivedBytes < limit, ending == nil {
            let before = handle.traffic
            handle.poll()
            takeMessages(of: handle)
            hasMore = handle.traffic != before
            polls += 1
            checkLimits(of: handle)
        }
        let traffic = handle.traffic
        dropWatchOfClosedSocket()
        tellChannels(of: handle)
        isDriving = false
        if !handle.isAlive { requestEnd(.lost(handle.errorText)) }
        if let ending { return finish(ending) }
        watch?.update(handle.isWritePending ? [.readable, .writable] : .readable)
        // The channels' calls polled: what came in then, the socket will not report again.
        if handle.traffic != traffic { setNeedsDrive() }
    }

    /// After each poll: with compression a few KiB on the wire can be megabytes.
    private func checkLimits(of handle: SessionHandle) {
        var unread = 0
        for channel in channels.values {
            unread += channel.unread
            if channel.isFlooded { requestEnd(.violation("client ignores the channel window")) }
        }
        // No channel's window is libssh's to narrow, so many channels that nobody reads have to be one client's limit.
        if unread > configuration.maxUnreadInput { requestEnd(.violation("too much input that nobody takes")) }
        if handle.unflushedOutput() > Self.outputLimit { requestEnd(.violation("client does not read")) }
    }

    private func tellChannels(of handle: SessionHandle) {
        // Another one is first each time: the first to write may leave no room in the socket for the others.
        firstTold &+= 1
        let told = Array(channels.values)
        for index in told.indices {
            told[Int((UInt(index) &+ firstTold) % UInt(told.count))].onActivity?()
        }
        for channel in told { channel.advance() }
        // Those calls may have polled: a request of a channel that is freed now must not stay in libssh's queue, where
        // it would refer to it.
        takeMessages(of: handle)
        for (address, channel) in channels where channel.hasEnded {
            abandonMessages(ofChannelAt: address)
            channels[address] = nil
            channel.free()
        }
    }
}
