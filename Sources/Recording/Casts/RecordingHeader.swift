public import Model

/// What a recording says about its session in its first line.
public struct RecordingHeader: Hashable, Sendable {
    /// The recording's id, too.
    public var id: SessionID
    public var user: String
    /// As asked for by `exec`; nil for a shell or a subsystem.
    public var command: String?
    public var subsystem: String?
    /// nil: a session without a terminal; its input and output are recorded up to a limit.
    public var terminal: Terminal?
    /// When the session began, microseconds of UTC since 1970.
    public var started: Int64

    public init(
        id: SessionID, user: String, command: String? = nil, subsystem: String? = nil, terminal: Terminal?,
        started: Int64
    ) {
        self.id = id
        self.user = user
        self.command = command
        self.subsystem = subsystem
        self.terminal = terminal
        self.started = started
    }
}
