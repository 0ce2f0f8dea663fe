import Containers
import EventLoop
import Glibc
import Model

/// A program in a workspace that has this process's standard streams.
///
/// Its life: `begin` opens it and its input flows; `exit` waits for its end and then for the rest of its output. When
/// this process is gone in between, the workspace's guest agent ends it.
actor WorkspaceProgram {
    private nonisolated let loop: EventLoop
    private let isOver = StreamPump.Flag()
    private var process: (any WorkspaceProcess)?
    private var outputs: [Task<Void, Never>] = []
    /// Finishes with the process.
    private let running = AsyncStream.makeStream(of: Never.self)

    private static let grace: Duration = .seconds(1)

    init(on loop: EventLoop) { self.loop = loop }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// - Throws: `WorkspaceError`; `SystemError`.
    func begin(_ request: SessionRequest, by opener: WorkspaceOpener) async throws {
        let opened = try await opener.open(request, on: loop)
        process = opened.process
        let running = running.continuation
        opened.process.onEnd = { running.finish() }
        if opened.process.ending != .running { running.finish() }
        switch consume opened.streams {
        case .terminal(let terminal):
            outputs = [output(try Self.copy(of: terminal.descriptor.rawValue), to: STDOUT_FILENO)]
            StreamPump.begin(from: STDIN_FILENO, to: try Self.copy(of: terminal.descriptor.rawValue))
        case .pipes(let pipes):
            outputs = [output(pipes.output, to: STDOUT_FILENO), output(pipes.error, to: STDERR_FILENO)]
            StreamPump.begin(from: STDIN_FILENO, to: pipes.input)
        case .engine:
            throw WorkspaceError.lost(cause: "the program was opened by an engine")
        }
    }

    /// How it ended, when all that it wrote is where it belongs. Call it once, after `begin`.
    /// - Throws: `WorkspaceError.lost`.
    func exit() async throws -> ProcessExit {
        guard let process else { throw WorkspaceError.lost(cause: "it never began") }
        defer { self.process = nil }
        // Its own `exit` comes after that and alone: meanwhile it may be told to end.
        for await _ in running.stream {}
        isOver.set()
        for output in outputs { await output.value }
        return try await process.exit()
    }

    func send(_ signal: Signal) { process?.send(signal) }

    func resize(to size: TerminalSize) { process?.resize(to: size) }

    /// Ends it and what it runs in the foreground; `exit` tells how.
    func terminate() async { await process?.terminate(grace: Self.grace) }

    private func output(_ source: consuming OwnedDescriptor, to target: Int32) -> Task<Void, Never> {
        let isOver = isOver
        let descriptor = source.release()
        return Task.detached {
            await StreamPump.copy(OwnedDescriptor(owning: descriptor), to: target, until: isOver)
        }
    }

    private static func copy(of descriptor: Int32) throws -> OwnedDescriptor {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("dup") }
        return OwnedDescriptor(owning: copy)
    }
}
