import EventLoop
import Logging
import Model

/// A session's process that was started by an engine's exec.
///
/// The engine offers no way to signal it, so signals are sent by a second, small exec (`ProcessScript`).
/// An actor on the connection's loop: its calls from there cost no switch.
actor ExecProcess: WorkspaceProcess {
    private nonisolated let loop: EventLoop
    private let engine: any ContainerEngine
    private let container: ContainerID
    private let exec: ExecID
    private let leader: ExecLeader
    /// The session's, as the engine takes it.
    private let user: String
    private let log: Logger

    /// Known to have ended: nothing is left to reach.
    private var hasEnded = false
    /// The size to be set once the call under way has ended; one call at a time.
    private var newestSize: TerminalSize?
    private var isResizing = false
    /// In order, each once, as a process's own pending signals.
    private var pendingSignals: [Signal] = []
    private var isSignalling = false

    private static let root = "0"
    private static let signalLimit: Duration = .seconds(10)

    init(
        engine: any ContainerEngine, container: ContainerID, exec: ExecID, leader: ExecLeader, user: String,
        loop: EventLoop, log: Logger
    ) {
        self.engine = engine
        self.container = container
        self.exec = exec
        self.leader = leader
        self.user = user
        self.loop = loop
        self.log = log
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    // MARK: WorkspaceProcess

    /// The engine tells of its end by the end of its output.
    nonisolated var ending: ProcessEnding { .withOutput }
    nonisolated var onEnd: (() -> Void)? {
        get { nil }
        set {}
    }

    nonisolated func resize(to size: TerminalSize) {
        assumeIsolated { $0.note(size) }
    }

    nonisolated func send(_ signal: Signal) {
        assumeIsolated { $0.note(signal) }
    }

    nonisolated(nonsending) func exit() async throws(WorkspaceError) -> ProcessExit {
        try await outcome()
    }

    nonisolated(nonsending) func terminate(grace: Duration) async {
        await end(grace: grace)
    }

    // MARK: On the loop

    private func note(_ size: TerminalSize) {
        newestSize = size
        guard !isResizing, !hasEnded else { return }
        isResizing = true
        Task { await resizeToNewest() }
    }

    private func resizeToNewest() async {
        while let size = newestSize, !hasEnded {
            newestSize = nil
            do throws(EngineError) {
                try await engine.resize(exec, to: size)
            } catch {
                log.warning("terminal not resized", metadata: ["cause": "\(error)"])
            }
        }
        isResizing = false
    }

    private func note(_ signal: Signal) {
        guard !hasEnded, !pendingSignals.contains(signal) else { return }
        pendingSignals.append(signal)
        guard !isSignalling else { return }
        isSignalling = true
        Task { await sendPending() }
    }

    private func sendPending() async {
        while !pendingSignals.isEmpty, !hasEnded {
            let signals = pendingSignals
            pendingSignals = []
            await run(ProcessScript.signal(signals, to: leader), as: Self.root, Self.signalLimit, "signal not sent")
        }
        isSignalling = false
    }

    private func outcome() async throws(WorkspaceError) -> ProcessExit {
        let state: ExecState
        do throws(EngineError) {
            state = try await engine.settledState(of: exec, on: loop)
        } catch {
            throw .lost(cause: error.description)
        }
        switch state {
        case .exited(let code):
            hasEnded = true
            return .status(UInt8(code & 255))
        case .unknown: throw .lost(cause: "the engine does not know the process any more")
        case .neverStarted: throw .lost(cause: "the engine says the process never started")
        case .running: throw .lost(cause: "the stream ended while the process runs")
        }
    }

    private func end(grace: Duration) async {
        guard !hasEnded else { return }
        let limit = grace * 2 + .seconds(10)
        let script = ProcessScript.terminate(leader, grace: grace)
        if await run(script, as: user, limit, "process not ended") == ProcessScript.stillLeads {
            await run(script, as: Self.root, limit, "process not ended")
        }
    }

    /// - Parameters:
    ///   - user: root may signal every user's processes.
    ///   - limit: of the time.
    /// - Returns: the exit code, if it ran.
    @discardableResult
    private func run(
        _ script: [String], as user: String, _ limit: Duration, _ complaint: Logger.Message
    ) async -> Int? {
        let command = ControlCommand(engine: engine, container: container, loop: loop)
        let outcome = await command.runPersistently(
            ExecCommand(arguments: script, user: user, standardInput: false), until: .now + limit)
        switch outcome {
        case .exited(code: 0), .exited(code: ProcessScript.stillLeads), .containerGone: break
        case .exited(let code): log.error(complaint, metadata: ["cause": "exit code \(code)"])
        case .failed(let cause): log.error(complaint, metadata: ["cause": "\(cause)"])
        }
        if case .exited(let code) = outcome { return code }
        return nil
    }
}
