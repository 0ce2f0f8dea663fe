public import Model

/// What a store tells of itself, for the session log.
public enum RecordingEvent: Hashable, Sendable {
    public enum RemovalReason: String, Hashable, Sendable {
        case age
        case size
    }

    /// The recorder fails: what comes now is lost until it works again. Said once until then.
    case failed(SessionID, RecordingFailure)
    /// It works again, or has ended; so many bytes of input and output are missing. A marker tells of it in the file,
    /// where there is one.
    case gap(SessionID, bytes: UInt64)
    /// Retention removed a recording.
    case removed(SessionID, RemovalReason)
    /// A recording that a crashed run left unfinished has been finished.
    case recovered(SessionID)
    /// The store could not finish, compress, index or remove something; it is left as it is.
    case trouble(SessionID?, cause: String)
}
