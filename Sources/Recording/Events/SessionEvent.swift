public import Model

/// One thing that happened, as the session log keeps it: one line of JSON (`etc/session-log.schema.json`).
///
/// Nothing in it is secret: no password, no key material. Texts may be any client's invention, of any length; the log
/// escapes them and cuts long ones.
public struct SessionEvent: Sendable, Hashable {
    public var time: EventTime
    /// nil takes the session's connection, where there is a session.
    public var connection: ConnectionID?
    public var session: SessionID?
    /// Who it belongs to. In `authAttempt` it is the name that the client claims, any text.
    public var user: String?
    public var kind: Kind

    public init(
        time: EventTime = .now, connection: ConnectionID? = nil, session: SessionID? = nil, user: String? = nil,
        kind: Kind
    ) {
        self.time = time
        self.connection = connection
        self.session = session
        self.user = user
        self.kind = kind
    }
}
