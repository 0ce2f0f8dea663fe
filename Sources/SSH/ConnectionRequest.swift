/// What a client asks of a connection as a whole. Everything else it can ask is refused by the connection itself.
public enum ConnectionRequest {
    case authentication(AuthenticationRequest)
    case openSession(OpenSessionRequest)
    case openForward(OpenForwardRequest)
    case listen(ListenRequest)
    case cancelListen(CancelListenRequest)
}
