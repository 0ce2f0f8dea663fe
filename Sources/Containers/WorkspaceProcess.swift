public import EventLoop
public import Model

/// A session's process in a workspace, however it was started: the handle beside its descriptors.
///
/// One implementation per way in. Called on the connection's loop.
public protocol WorkspaceProcess: AnyObject {
    /// The terminal's new size. Only the newest of several quick calls needs to arrive.
    func resize(to size: TerminalSize)
    /// Sends `signal` to the process's group. Best effort: the process may have ended.
    func send(_ signal: Signal)
    /// How it ended; called once, after its output ended.
    nonisolated(nonsending) func exit() async throws(WorkspaceError) -> ProcessExit
    /// Ends the process's group and what runs in the foreground of its terminal: SIGHUP, after `grace` SIGTERM, after
    /// another `grace` SIGKILL, also if they ignore the first two. Where the process itself has ended already, what it
    /// left behind on purpose is spared. Returns when that is done.
    nonisolated(nonsending) func terminate(grace: Duration) async
}

/// A started process: its descriptors and its handle.
@frozen public struct OpenedProcess: ~Copyable {
    public let streams: ProcessStreams
    public let process: any WorkspaceProcess

    public init(streams: consuming ProcessStreams, process: any WorkspaceProcess) {
        self.streams = streams
        self.process = process
    }
}

/// A process's standard streams as one full-duplex, non-blocking descriptor.
@frozen public struct ProcessStreams: ~Copyable {
    public let descriptor: OwnedDescriptor
    /// Turns what is read into stdout and stderr.
    public let decoder: StdioDecoder
    /// Output that was read and decoded while the process was being opened, to be delivered first.
    public let received: [StdioChunk]
    /// Whether the end of input can be passed on by `shutdown(SHUT_WR)`; with a terminal it must not be.
    public let canHalfClose: Bool

    public init(
        descriptor: consuming OwnedDescriptor, decoder: StdioDecoder, received: [StdioChunk], canHalfClose: Bool
    ) {
        self.descriptor = descriptor
        self.decoder = decoder
        self.received = received
        self.canHalfClose = canHalfClose
    }
}
