public import EventLoop
public import Model

/// A session's process in a workspace, however it was started: the handle beside its descriptors.
///
/// One implementation per way in. Called on the connection's loop.
public protocol WorkspaceProcess: AnyObject {
    var ending: ProcessEnding { get }
    /// Called on the loop, once, when `ending` stops being `.running`.
    var onEnd: (() -> Void)? { get set }
    /// The terminal's new size. Only the newest of several quick calls needs to arrive.
    func resize(to size: TerminalSize)
    /// Sends `signal` to the process's group. Best effort: the process may have ended.
    func send(_ signal: Signal)
    /// How it ended; called once, after its output ended or `ending` is `.lost`.
    nonisolated(nonsending) func exit() async throws(WorkspaceError) -> ProcessExit
    /// Ends the process's group and what runs in the foreground of its terminal: SIGHUP, after `grace` SIGTERM, after
    /// another `grace` SIGKILL, also if they ignore the first two. Where the process itself has ended already, what it
    /// left behind on purpose is spared. Returns when that is done.
    nonisolated(nonsending) func terminate(grace: Duration) async
}

/// What is known of a process's end, beside the end of its output.
public enum ProcessEnding: Hashable, Sendable {
    /// The end of its output is the only sign.
    case withOutput
    /// It runs, also where its output has ended.
    case running
    /// It has ended; others may still write to its output.
    case known
    /// Nothing more will be heard of it.
    case lost
}

/// A started process: its descriptors and its handle.
@frozen public struct OpenedProcess: ~Copyable {
    public let streams: ProcessStreams
    public let process: any WorkspaceProcess
    public let wayIn: WayIn
    /// How long its workspace was waited for before the process could be opened.
    public var workspaceDuration = Duration.zero

    public init(streams: consuming ProcessStreams, process: any WorkspaceProcess, wayIn: WayIn) {
        self.streams = streams
        self.process = process
        self.wayIn = wayIn
    }
}

/// A process's standard streams: non-blocking descriptors.
@frozen public enum ProcessStreams: ~Copyable {
    /// All of them as one full-duplex stream of the engine's. What was read while the process was being opened is
    /// delivered first. The end of input is `shutdown(SHUT_WR)`, unless there is a terminal. Closed early, it leaves a
    /// writer writing to nowhere.
    case engine(OwnedDescriptor, StdioDecoder, received: [StdioChunk], canHalfClose: Bool)
    /// A terminal; closed early, its programs get SIGHUP.
    case terminal(Pseudoterminal)
    /// A pipe each; closed early, a writer gets SIGPIPE.
    case pipes(ProcessPipes)
}

/// Our ends of a process's pipes.
@frozen public struct ProcessPipes: ~Copyable {
    public let input: OwnedDescriptor
    public let output: OwnedDescriptor
    public let error: OwnedDescriptor
}
