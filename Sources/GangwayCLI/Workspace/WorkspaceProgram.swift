import Containers
import EventLoop
import Glibc
import Model

/// A program in a workspace that has this process's standard streams.
///
/// Its life: `begin` opens it and its streams flow; `ended` waits for its end, `exit` for the rest of its output. When
/// this process is gone in between, the workspace's guest agent ends it.
actor WorkspaceProgram {
    private nonisolated let loop: EventLoop
    private let isOver = StreamPump.Flag()
    private var process: (any WorkspaceProcess)?
    private var hasTerminal = false
    private var outputs: [Task<StreamPump.End, Never>] = []
    private var input: StreamPump.End?
    /// Finishes with the process, or when it is given up.
    private let running = AsyncStream.makeStream(of: Never.self)
    private var isTerminating = false

    private static let grace: Duration = .seconds(1)

    init(on loop: EventLoop) { self.loop = loop }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// - Throws: `WorkspaceError`; `SystemError`.
    func begin(_ request: SessionRequest, by opener: WorkspaceOpener) async throws {
        let opened = try await opener.open(request, on: loop)
        let process = opened.process
        switch consume opened.streams {
        case .terminal(let terminal):
            let output = try Self.copy(of: terminal.descriptor.rawValue)
            let input = try Self.copy(of: terminal.descriptor.rawValue)
            hasTerminal = true
            outputs = [begin(output, to: STDOUT_FILENO)]
            begin(input: input)
        case .pipes(let pipes):
            outputs = [begin(pipes.output, to: STDOUT_FILENO), begin(pipes.error, to: STDERR_FILENO)]
            begin(input: pipes.input)
        case .engine:
            throw WorkspaceError.lost(cause: "the program was opened by an engine")
        }
        self.process = process
        let running = running.continuation
        process.onEnd = { running.finish() }
        if process.ending != .running { running.finish() }
    }

    /// Waits until it has ended, or `terminate` has given it up.
    func ended() async {
        for await _ in running.stream {}
    }

    /// How it ended, when all that it wrote is where it belongs. Call it once, after `ended`.
    /// - Throws: `WorkspaceError.lost`; `CommandError` where something did not come through.
    func exit() async throws -> ProcessExit {
        defer { process = nil }
        isOver.set()
        var ends: [StreamPump.End] = []
        for output in outputs { ends.append(await output.value) }
        guard let process, process.ending != .running else {
            throw WorkspaceError.lost(cause: "its end was not told")
        }
        let exit = try await process.exit()
        for case .unwritable(let code) in ends {
            throw CommandError.unwritable(path: "standard output", cause: SystemText.of(code))
        }
        if case .unreadable(let code) = input {
            throw CommandError.unreadable(path: "standard input", cause: SystemText.of(code))
        }
        return exit
    }

    func send(_ signal: Signal) { process?.send(signal) }

    func resize(to size: TerminalSize) { process?.resize(to: size) }

    /// Ends it and what it runs in the foreground: `exit` tells how. One whose end is not told after that is given up,
    /// whatever the workspace says.
    func terminate() async {
        guard let process, !isTerminating else { return }
        isTerminating = true
        await process.terminate(grace: Self.grace)
        if process.ending == .running { try? await Task.sleep(for: Self.grace) }
        running.continuation.finish()
    }

    // MARK: Streams

    private func begin(_ source: consuming OwnedDescriptor, to target: Int32) -> Task<StreamPump.End, Never> {
        let source = source.release()
        return Task.detached { [isOver] in
            let end = await StreamPump.copy(from: source, to: target, until: isOver)
            // The end of a pipe's reader.
            close(source)
            if end != .source { await self.lostTerminal() }
            return end
        }
    }

    private func begin(input target: consuming OwnedDescriptor) {
        let target = target.release()
        Task.detached {
            let end = await StreamPump.copy(from: STDIN_FILENO, to: target)
            // The end of a pipe's input.
            close(target)
            await self.note(input: end)
        }
    }

    private func note(input end: StreamPump.End) async {
        input = end
        await lostTerminal()
    }

    /// Nobody types or looks any more; without a terminal the program sees that by itself.
    private func lostTerminal() async {
        if hasTerminal { await terminate() }
    }

    private static func copy(of descriptor: Int32) throws -> OwnedDescriptor {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("dup") }
        return OwnedDescriptor(owning: copy)
    }
}
