import EventLoop
import Logging
import Model

/// One try to start a session's process by an engine's exec: from the request to the running program.
struct ExecOpening {
    let engine: any ContainerEngine
    let container: ContainerID
    let command: ExecCommand
    let token: UInt64
    let size: TerminalSize?
    let loop: EventLoop
    let log: Logger

    enum Failure: Error {
        /// The container does not run (any more): find it again.
        case containerGone(WorkspaceError)
        /// The engine could not start it; a full table of processes may be better next time.
        case neverStarted(cause: String)
        case final(WorkspaceError)
    }

    /// From the engine's answer to the preamble.
    private static let limit: Duration = .seconds(30)

    /// Call it on `loop`.
    nonisolated(nonsending) func open() async throws(Failure) -> OpenedProcess {
        let stream = try await execute()
        let exec = stream.id
        var reader = PreambleReader(token: token, decoder: command.terminal ? .raw : .framed)
        let preamble = try await read(&reader, stream.received, from: stream.descriptor.rawValue, of: exec)
        let process = ExecProcess(
            engine: engine, container: container, exec: exec, leader: preamble.leader, user: command.user,
            loop: loop, log: log)
        if let size, !preamble.terminalIsSet { process.resize(to: size) }
        let streams = ProcessStreams.engine(
            stream.descriptor, reader.decoder, received: reader.received, canHalfClose: !command.terminal)
        return OpenedProcess(streams: streams, process: process, wayIn: .exec)
    }

    private nonisolated(nonsending) func execute() async throws(Failure) -> ExecStream {
        do throws(EngineError) {
            return try await engine.execute(command, in: container, on: loop)
        } catch {
            throw error.kind == .notRunning ? .containerGone(.engine(error)) : .final(.engine(error))
        }
    }

    private nonisolated(nonsending) func read(
        _ reader: inout PreambleReader, _ first: [UInt8], from descriptor: Int32, of exec: ExecID
    ) async throws(Failure) -> Preamble {
        let reading = ExecReading(loop: loop, deadline: .now + Self.limit)
        do {
            try reader.take(first)
            while true {
                if let preamble = reader.preamble { return preamble }
                let bytes = try await reading.next(from: descriptor)
                guard !bytes.isEmpty else { break }
                try reader.take(bytes)
            }
        } catch {
            throw .final(.processNotStarted(cause: "no sign of its start: \(error)"))
        }
        throw await failure(of: exec, after: reader.received)
    }

    /// Why the stream ended before the program began.
    private nonisolated(nonsending) func failure(of exec: ExecID, after output: [StdioChunk]) async -> Failure {
        let words = ControlCommand.text(output.flatMap(\.bytes))
        do throws(EngineError) {
            switch try await engine.settledState(of: exec, on: loop) {
            case .neverStarted: return .neverStarted(cause: words)
            case .unknown: return .containerGone(.lost(cause: "the engine does not know the process any more"))
            case .exited(let code): return .final(.processNotStarted(cause: "exit code \(code): \(words)"))
            case .running: return .final(.processNotStarted(cause: "the stream ended: \(words)"))
            }
        } catch {
            return .final(.engine(error))
        }
    }
}
