import Containers
public import Monitoring
public import Recording

/// Counts what the session log tells.
public struct InstrumentSink: SessionSink {
    private let instruments: Instruments

    public init(_ instruments: Instruments) {
        self.instruments = instruments
    }

    public func take(_ event: SessionEvent) {
        switch event.kind {
        case .connectionOpened: instruments.connections.opened()
        case .connectionRefused: instruments.connections.limited(by: .maxStartups)
        case .connectionLimited(let limit, _):
            instruments.connections.limited(by: limit == "max_sessions" ? .maxSessions : .maxForwards)
        case .connectionKeyExchange(let exchange):
            instruments.sessions.phase(.keyExchange, took: exchange.duration)
        case .connectionClosed(let closed):
            instruments.connections.closed(
                closed.label, sent: closed.sent, received: closed.received, took: closed.duration)
        case .authAttempt(let attempt): count(attempt)
        case .sessionOpened(let opened): count(opened)
        case .sessionFailed(let failed): instruments.sessions.failed(failed.program.label, failed.label)
        case .sessionEnded(let ended): count(ended)
        case .forwardOpened(let forward): instruments.forwards.opened(forward.label)
        case .forwardRefused(let forward, let cause):
            instruments.forwards.refused(forward.label, cause == "policy" ? .policy : .notConnected)
        case .forwardClosed(let forward, let sent, let received, _):
            instruments.forwards.closed(forward.label)
            instruments.forwards.moved(forward.label, sent: sent, received: received)
        case .forwardListening: instruments.forwards.listens()
        case .forwardCancelled: instruments.forwards.listensNoMore()
        case .workspaceCreated(let change): instruments.workspaces.took(.create, change.duration)
        case .workspaceStarted(let change): instruments.workspaces.took(.start, change.duration)
        case .workspaceUnpaused(let change): instruments.workspaces.took(.unpause, change.duration)
        case .workspaceImagePulled(let change): instruments.workspaces.took(.pull, change.duration)
        case .recordingFailed: instruments.recording.failed(.other)
        case .recordingGap(let bytes): instruments.recording.gap(bytes: Int(clamping: bytes))
        case .recordingRemoved(_, let reason): instruments.recording.removed(reason == .age ? .age : .size)
        case .serverStarted, .serverStopping, .serverStopped, .workspaceStopped, .workspaceRemoved, .adminAction,
            .logGap, .logRecovered,
            .logFailing:
            break
        }
    }

    private func count(_ attempt: SessionEvent.AuthenticationAttempt) {
        let method: AuthMethod =
            switch attempt.method {
            case "none": .none
            case "password": .password
            case "publickey": .publickey
            default: .unusable
            }
        let result: AuthResult =
            switch attempt.result {
            case .accepted: .accepted
            case .acceptable: .acceptable
            case .partial: .partial
            case .refused: .refused
            case .error: .error
            case .violation: .violation
            }
        instruments.authentication.attempt(method, result, took: attempt.duration ?? .zero)
        switch attempt.result {
        case .accepted, .acceptable, .partial: break
        case .refused: instruments.authentication.failed(method, method == .unusable ? .unusable : .refused)
        case .error: instruments.authentication.failed(method, .error)
        case .violation: instruments.authentication.failed(method, .userChanged)
        }
    }

    private func count(_ opened: SessionEvent.SessionOpened) {
        let way: SessionWay =
            switch WayIn(rawValue: opened.wayIn) {
            case .guest: .guest
            case .host: .host
            case .exec, nil: .exec
            }
        instruments.sessions.opened(opened.program.label, by: way)
        if let larval = opened.opening.larval { instruments.sessions.phase(.larval, took: larval) }
        instruments.sessions.phase(.workspace, took: opened.opening.workspace)
        instruments.sessions.phase(.process, took: opened.opening.process)
        instruments.sessions.phase(.total, took: opened.opening.total)
    }

    private func count(_ ended: SessionEvent.SessionEnded) {
        let result: SessionResult =
            switch (ended.reason, ended.exit) {
            case (.exited, .signal): .signalled
            case (.exited, _): .exited
            case (.clientLeft, _), (.stopping, _): .clientLeft
            case (.lost, _), (.workspaceStopped, _), (.failed, _): .lost
            case (.killed, _): .killed
            case (.unrecorded, _): .notRecorded
            }
        if let firstByte = ended.firstByte { instruments.sessions.phase(.firstByte, took: firstByte) }
        instruments.sessions.ended(
            ended.program?.label ?? .shell, result, sent: ended.sent, received: ended.received, took: ended.duration)
    }
}
