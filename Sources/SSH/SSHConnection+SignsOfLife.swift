import CLibSSH
import EventLoop

/// ClientAliveInterval and ClientAliveCountMax.
extension SSHConnection {
    func scheduleSignOfLife() {
        guard configuration.clientAliveInterval > .zero else { return }
        timers.append(loop.after(configuration.clientAliveInterval) { [self] in checkSignOfLife() })
    }

    private func checkSignOfLife() {
        guard let handle, end == nil else { return }
        timers.removeAll { $0.isDone }
        if handle.receivedBytes != lastReceivedBytes {
            lastReceivedBytes = handle.receivedBytes
            missedSigns = 0
        } else if isAuthenticated {
            missedSigns += 1
            guard missedSigns <= configuration.clientAliveCountMax else { return requestEnd(.unresponsive) }
            _ = unsafe ssh_send_keepalive(handle.session)
            setNeedsDrive()
        }
        scheduleSignOfLife()
    }
}
