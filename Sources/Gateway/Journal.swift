import Model
public import Recording

/// Takes session events on their way: the session log, metrics.
public protocol SessionSink: Sendable {
    /// From any thread; must not block.
    func take(_ event: SessionEvent)
}

extension EventLog: SessionSink {
    public func take(_ event: SessionEvent) {
        write(event)
    }
}

/// Tells the sinks what happens, and to whom.
public struct Journal: Sendable {
    let sinks: [any SessionSink]
    var connection: ConnectionID?
    var session: SessionID?
    var user: UserName?

    public init(_ sinks: [any SessionSink]) {
        self.sinks = sinks
    }

    public func note(_ kind: SessionEvent.Kind) {
        write(kind, user: user?.description)
    }

    /// - Parameter claimedUser: any text from a client.
    func note(_ attempt: SessionEvent.AuthenticationAttempt, claimedUser: String) {
        write(.authAttempt(attempt), user: claimedUser)
    }

    private func write(_ kind: SessionEvent.Kind, user: String?) {
        guard !sinks.isEmpty else { return }
        let event = SessionEvent(connection: connection, session: session, user: user, kind: kind)
        for sink in sinks { sink.take(event) }
    }
}
