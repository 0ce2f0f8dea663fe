public import Model

extension SessionEvent {
    /// What happened. Each case is one event of the log, `name` its dotted name there.
    public enum Kind: Sendable, Hashable {
        case serverStarted(version: String, processID: Int32)
        /// It takes no more connections.
        case serverStopping
        case serverStopped

        case connectionOpened(peer: SocketAddress)
        /// Turned away before the key exchange; `limit` names the setting.
        case connectionRefused(peer: SocketAddress, limit: String)
        case connectionKeyExchange(KeyExchange)
        /// A limit was hit and the connection goes on, such as the number of sessions; `limit` names the setting.
        case connectionLimited(limit: String, peer: SocketAddress?)
        case connectionClosed(ConnectionClosed)

        /// The event's `user` is the name tried.
        case authAttempt(AuthenticationAttempt)

        case sessionOpened(SessionOpened)
        case sessionFailed(SessionFailed)
        case sessionEnded(SessionEnded)

        case forwardOpened(Forward)
        case forwardRefused(Forward, cause: String)
        case forwardClosed(Forward, sent: UInt64, received: UInt64, duration: Duration)
        /// `port` is the one that is listened at, where it is TCP.
        case forwardListening(Forward, port: UInt16?)
        case forwardCancelled(Forward)

        case workspaceCreated(WorkspaceChange)
        case workspaceStarted(WorkspaceChange)
        case workspaceUnpaused(WorkspaceChange)
        case workspaceImagePulled(WorkspaceChange)
        case workspaceStopped(WorkspaceChange)
        case workspaceRemoved(WorkspaceChange)

        case adminAction(AdminAction)

        case recordingFailed(cause: String)
        /// So many bytes of the session are not in its recording.
        case recordingGap(bytes: UInt64)
        case recordingRemoved(recording: String, reason: RecordingRemoval)

        /// So many events between two times are not in the log. The log writes these three itself.
        case logGap(lost: UInt64, from: EventTime, to: EventTime, cause: String)
        /// What a crash left behind was mended: so many bytes of an unfinished line were cut off.
        case logRecovered(bytes: UInt64, cause: String)
        /// Events could not be written from here on; the next line tells that it works again.
        case logFailing(cause: String)
    }
}

extension SessionEvent.Kind {
    public var name: String {
        switch self {
        case .serverStarted: "server.started"
        case .serverStopping: "server.stopping"
        case .serverStopped: "server.stopped"
        case .connectionOpened: "connection.opened"
        case .connectionRefused: "connection.refused"
        case .connectionKeyExchange: "connection.key_exchange"
        case .connectionLimited: "connection.limited"
        case .connectionClosed: "connection.closed"
        case .authAttempt: "auth.attempt"
        case .sessionOpened: "session.opened"
        case .sessionFailed: "session.failed"
        case .sessionEnded: "session.ended"
        case .forwardOpened: "forward.opened"
        case .forwardRefused: "forward.refused"
        case .forwardClosed: "forward.closed"
        case .forwardListening: "forward.listening"
        case .forwardCancelled: "forward.cancelled"
        case .workspaceCreated: "workspace.created"
        case .workspaceStarted: "workspace.started"
        case .workspaceUnpaused: "workspace.unpaused"
        case .workspaceImagePulled: "workspace.image_pulled"
        case .workspaceStopped: "workspace.stopped"
        case .workspaceRemoved: "workspace.removed"
        case .adminAction: "admin.action"
        case .recordingFailed: "recording.failed"
        case .recordingGap: "recording.gap"
        case .recordingRemoved: "recording.removed"
        case .logGap: "log.gap"
        case .logRecovered: "log.recovered"
        case .logFailing: "log.failing"
        }
    }
}
