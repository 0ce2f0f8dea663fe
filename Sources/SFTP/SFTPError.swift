/// Why a request, or the whole session, goes no further.
enum SFTPError: Error {
    /// The request gets this status; the session goes on.
    case refused(StatusCode, StaticString)
    /// The request gets the status of this errno; the session goes on.
    case system(Int32)
    /// The client has left. Nobody is there to be told.
    case clientGone
    /// The client broke the protocol so that what follows cannot be read.
    case protocolError(StaticString)

    /// A request that is shorter than its fields say, or whose fields make no sense.
    static var malformed: SFTPError { .refused(.badMessage, "Malformed request") }
}
