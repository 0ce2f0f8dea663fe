public import EventLoop
public import Model

/// What Gangway needs of a container engine. Plain operations: what to do when is `Workspaces`' business.
///
/// Every call has a time limit of the engine's own. Errors are `EngineError`; nothing else is thrown.
public protocol ContainerEngine: Sendable {
    /// Finds out whether the engine answers, and settles the API version.
    func connect() async throws(EngineError) -> EngineDescription

    /// The container of that name, or nil where there is none.
    func inspect(container name: String) async throws(EngineError) -> ContainerStatus?
    /// - Throws: `.conflict` where the name is taken, `.imageMissing` where the image is not there, `.networkMissing`
    ///   where the network is not (engines may find that out at the start only), `.outOfSpace`.
    func create(container name: String, _ specification: ContainerSpecification) async throws(EngineError)
        -> ContainerID
    /// Starting a running container does nothing.
    /// - Throws: `.networkMissing` where a network it was made with is gone, also where another of that name has been
    ///   made since: it must be created anew. `.notRunning` where it was removed or is paused.
    func start(_ container: ContainerID) async throws(EngineError)
    func unpause(_ container: ContainerID) async throws(EngineError)
    /// Asks the main command to end (SIGTERM, where its image names no other signal), and ends it after `grace` by
    /// SIGKILL. Returns when it has ended. A container that does not run, or is missing, is no error.
    /// - Parameter grace: an hour at most.
    func stop(_ container: ContainerID, grace: Duration) async throws(EngineError)
    /// Removes the container and its anonymous volumes, running or not. A missing one is no error.
    func remove(_ container: ContainerID) async throws(EngineError)
    /// Removes a named volume and all that is in it.
    /// - Returns: whether there was one.
    /// - Throws: `.conflict` where a container has it.
    func remove(volume name: String) async throws(EngineError) -> Bool

    /// The containers with `label` (`name=value`), whatever their state.
    func containers(labelled label: String) async throws(EngineError) -> [ListedContainer]
    /// - Throws: `.notRunning` where the container is missing or does not run.
    func usage(of container: ContainerID) async throws(EngineError) -> ContainerUsage
    /// What the main command has written to standard output and error, in order: the last `tail` lines (10,000 at
    /// most), of these the last 1 MiB. For a container without a terminal.
    /// - Throws: `.notRunning` where the container is missing.
    func logs(of container: ContainerID, tail: Int) async throws(EngineError) -> [UInt8]
    /// The names of the processes in the container (of the commands, without arguments), one for each process.
    /// - Throws: `.notRunning` where the container is missing or does not run.
    func processNames(in container: ContainerID) async throws(EngineError) -> [String]

    /// Gets an image from its registry.
    /// - Parameter progress: called with 0 to 100 as layers arrive.
    func pull(image: String, progress: @escaping @Sendable (Int) -> Void) async throws(EngineError)
    /// The image's content digest, or nil where it is not there.
    func digest(ofImage image: String) async throws(EngineError) -> String?
    /// Makes the bridge network `name` where it is missing, with traffic between its containers off; closes their way to
    /// link-local addresses, where this process may.
    func ensureIsolatedNetwork(_ name: String) async throws(EngineError)

    /// Runs a command in a running container, attached. Must be called on `loop`, which then owns the stream.
    /// - Throws: `.notRunning` where the container is missing, stopped, paused or restarting.
    nonisolated(nonsending)
        func execute(_ command: ExecCommand, in container: ContainerID, on loop: EventLoop) async throws(EngineError)
        -> ExecStream
    /// Sets the size of a running command's terminal. A command that has ended already is no error.
    func resize(_ exec: ExecID, to size: TerminalSize) async throws(EngineError)
    /// How a command stands. Must be called on `loop`.
    nonisolated(nonsending) func state(of exec: ExecID, on loop: EventLoop) async throws(EngineError) -> ExecState

    /// Ends the engine's own resources (connections, threads).
    func shutdown() async
}

/// What an engine says of itself.
public struct EngineDescription: Hashable, Sendable {
    public let product: String
    public let version: String
    /// The API version both sides speak.
    public let apiVersion: String

    public init(product: String, version: String, apiVersion: String) {
        self.product = product
        self.version = version
        self.apiVersion = apiVersion
    }
}

/// A container by the engine's own identifier.
public struct ContainerID: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A command started by `execute`, by the engine's own identifier.
public struct ExecID: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A command for `ContainerEngine.execute`.
public struct ExecCommand: Hashable, Sendable {
    public var arguments: [String]
    public var environment: [String: String]
    /// `uid`, `uid:gid` or a name that the container knows.
    public var user: String
    /// Allocate a pseudo-terminal; stdout and stderr come as one then.
    public var terminal: Bool
    /// Attach standard input.
    public var standardInput: Bool

    public init(
        arguments: [String], environment: [String: String] = [:], user: String, terminal: Bool = false,
        standardInput: Bool = true
    ) {
        self.arguments = arguments
        self.environment = environment
        self.user = user
        self.terminal = terminal
        self.standardInput = standardInput
    }
}

/// An attached command: one full-duplex, non-blocking descriptor.
///
/// Written: standard input; `shutdown(SHUT_WR)` is its end (without a terminal only: with one the engine would drop the
/// stream). Read: raw terminal output, or with no terminal frames for `StdioDecoder`.
@frozen public struct ExecStream: ~Copyable, Sendable {
    public let id: ExecID
    public let descriptor: OwnedDescriptor
    /// Stream bytes that came with the engine's answer, to be read before the descriptor's.
    public let received: [UInt8]

    public init(id: ExecID, descriptor: consuming OwnedDescriptor, received: [UInt8]) {
        self.id = id
        self.descriptor = descriptor
        self.received = received
    }
}

public enum ExecState: Hashable, Sendable {
    case running
    case exited(code: Int)
    /// The engine could not start it: no such program or user, or a limit was hit.
    case neverStarted
    /// The engine does not know it (any more): the container or the engine was restarted.
    case unknown
}
