public import Model

extension SessionEvent {
    /// How long each phase of a session's opening took.
    public struct Opening: Sendable, Hashable {
        /// From the channel's opening to the request for a program.
        public var larval: Duration?
        /// Until the workspace ran.
        public var workspace: Duration
        /// Until the process ran.
        public var process: Duration
        /// From the request for a program to the answer.
        public var total: Duration

        public init(larval: Duration? = nil, workspace: Duration, process: Duration, total: Duration) {
            self.larval = larval
            self.workspace = workspace
            self.process = process
            self.total = total
        }
    }

    /// A session whose process runs.
    public struct SessionOpened: Sendable, Hashable {
        public var program: SessionRequest.Program
        /// nil: no pty.
        public var terminal: Terminal?
        /// The container's name.
        public var workspace: String
        /// `guest` or `exec`.
        public var wayIn: String
        public var opening: Opening
        /// The recording's id, where there is one.
        public var recording: String?

        public init(
            program: SessionRequest.Program, terminal: Terminal? = nil, workspace: String, wayIn: String,
            opening: Opening, recording: String? = nil
        ) {
            self.program = program
            self.terminal = terminal
            self.workspace = workspace
            self.wayIn = wayIn
            self.opening = opening
            self.recording = recording
        }
    }

    /// A session whose process could not be started.
    public struct SessionFailed: Sendable, Hashable {
        public var program: SessionRequest.Program
        /// For the operator.
        public var cause: String
        /// The error's own code, such as `process-not-started`.
        public var code: String?

        public init(program: SessionRequest.Program, cause: String, code: String? = nil) {
            self.code = code
            self.program = program
            self.cause = cause
        }
    }

    /// The end of a session.
    public struct SessionEnded: Sendable, Hashable {
        public enum Reason: String, Sendable, Hashable, CaseIterable {
            /// Its process ended.
            case exited
            /// The client closed the channel or the connection.
            case clientLeft = "client_left"
            /// The connection was lost.
            case lost
            /// An admin ended it.
            case killed
            /// The server stops.
            case stopping
            /// It could not be logged or recorded, and a setting says that it ends then.
            case unrecorded
            /// Its workspace was stopped.
            case workspaceStopped = "workspace_stopped"
            case failed
        }

        /// nil: not known.
        public var exit: ProcessExit?
        public var reason: Reason
        /// Bytes to the client and from it.
        public var sent: UInt64
        public var received: UInt64
        public var duration: Duration
        /// What it was opened with.
        public var program: SessionRequest.Program?
        /// From the request for the program to its first byte. nil: it has written none.
        public var firstByte: Duration?

        public init(
            exit: ProcessExit?, reason: Reason, sent: UInt64, received: UInt64, duration: Duration,
            program: SessionRequest.Program? = nil, firstByte: Duration? = nil
        ) {
            self.program = program
            self.firstByte = firstByte
            self.exit = exit
            self.reason = reason
            self.sent = sent
            self.received = received
            self.duration = duration
        }
    }
}
