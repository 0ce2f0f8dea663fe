/// Why a guest agent did not do what it was asked for.
enum GuestFailure: Error {
    /// No guest agent answers as one should: the engine's exec may work.
    case unavailable(cause: String)
    case refused(WorkspaceError)
}
