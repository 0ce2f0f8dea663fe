import EventLoop

/// Runs a small command of our own in a container, to its end.
struct ControlCommand {
    let engine: any ContainerEngine
    let container: ContainerID
    let loop: EventLoop

    enum Outcome: Hashable {
        case exited(code: Int)
        /// The container does not run: none of its processes does.
        case containerGone
        /// Worth another try.
        case failed(cause: String)
    }

    /// What of its output is kept for the log.
    private static let outputLimit = 500

    /// Call it on `loop`. Ends at the deadline at the latest, plus the engine's own limit for one call.
    nonisolated(nonsending) func run(_ command: ExecCommand, until deadline: ContinuousClock.Instant) async -> Outcome {
        loop.preconditionOnLoop()
        do {
            let stream = try await engine.execute(command, in: container, on: loop)
            let exec = stream.id
            var output = stream.received
            let reading = ExecReading(loop: loop, deadline: deadline)
            while case let bytes = try await reading.next(from: stream.descriptor.rawValue), !bytes.isEmpty {
                if output.count < Self.outputLimit { output += bytes }
            }
            switch try await engine.settledState(of: exec, on: loop) {
            case .exited(let code): return .exited(code: code)
            case .unknown: return .containerGone
            case .neverStarted: return .failed(cause: Self.text(output))
            case .running: return .failed(cause: "it still runs though its output has ended")
            }
        } catch let error as EngineError where error.kind == .notRunning {
            return .containerGone
        } catch {
            return .failed(cause: "\(error)")
        }
    }

    /// Tries again while it cannot be started: a container at its limit of processes has room again in a moment.
    nonisolated(nonsending) func runPersistently(
        _ command: ExecCommand, until deadline: ContinuousClock.Instant
    ) async -> Outcome {
        var outcome = await run(command, until: deadline)
        for wait in [200, 400, 800, 1600] {
            guard case .failed = outcome, .now + .milliseconds(wait) < deadline else { break }
            await loop.sleep(for: .milliseconds(wait))
            outcome = await run(command, until: deadline)
        }
        return outcome
    }

    /// An engine's words in one line for the log.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let printable = bytes.prefix(outputLimit).map { $0 < 32 || $0 == 127 ? UInt8(ascii: " ") : $0 }
        let text = String(decoding: printable, as: UTF8.self)
        return text.split(separator: " ").joined(separator: " ")
    }
}
