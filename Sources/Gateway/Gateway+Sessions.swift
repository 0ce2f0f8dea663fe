public import Model

/// What administrators see of the open sessions and do to them.
extension Gateway {
    /// The open sessions, oldest first.
    public func sessions() async -> [SessionStatus] {
        parts.live.all.map(\.status)
    }

    /// Ends a session: its program gets SIGHUP, SIGTERM, SIGKILL a grace apart, and its channel is closed.
    ///
    /// - Parameter actor: who asked for it, for the log.
    /// - Returns: false where there is no such session.
    public func kill(_ session: SessionID, by actor: String) async -> Bool {
        guard let live = parts.live[session] else { return false }
        log.notice("session killed", metadata: ["session": "\(session)", "by": "\(actor)"])
        live.tell(.end)
        return true
    }

    /// Shows a line of text on a session's terminal, or on its standard error.
    ///
    /// - Parameter text: one line without control characters.
    /// - Returns: false where there is no such session.
    public func message(_ session: SessionID, _ text: String) async -> Bool {
        guard let live = parts.live[session] else { return false }
        live.tell(.show(text))
        return true
    }
}
