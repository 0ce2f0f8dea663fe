/// What a client asks of a connection as a whole. Everything else it can ask is refused by the connection itself.
public enum ConnectionRequest {
    case authentication(AuthenticationRequest)
    case openSession(OpenSessionRequest)
    case openForward(OpenForwardRequest)
    case listen(ListenRequest)
    case cancelListen(CancelListenRequest)
    /// No request: a limit has refused one. Told once for each limit, so that a client can't make many of them.
    case limited(ConnectionLimit)
}

/// What a connection may have only so many of, by the setting's name.
public enum ConnectionLimit: String, Sendable, CaseIterable {
    case maxSessions = "max_sessions"
    case maxForwards = "max_forwards"
}
