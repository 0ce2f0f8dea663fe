public import Containers
import Glibc
import Subprocess

/// A program that is told by its standard input (the call's JSON and a line break) and answers by its exit status.
///
/// 0 is yes. Any other status is no, with the last line of what it wrote to standard error, or else to standard output.
/// Ended by a signal, it has not answered.
///
/// It runs as the gateway's user, in `/`, with the variables of `environment(for:)` and no other, with descriptors 0 to 2
/// and no other, and in a process group of its own. At the limit the group gets SIGTERM, and two seconds later SIGKILL.
/// What is left of the group when the program has ended is killed as well: whoever means to stay calls setsid first.
public struct CommandHook: WorkspaceHook {
    private let arguments: [String]
    private let limit: Duration

    /// Between SIGTERM and SIGKILL.
    private static let grace = Duration.seconds(2)

    /// - Parameters:
    ///   - arguments: the program's absolute path and its arguments.
    ///   - limit: how long it may run.
    public init(arguments: [String], limit: Duration) {
        self.arguments = arguments
        self.limit = limit
    }

    @concurrent public func run(_ call: HookCall) async throws(HookError) {
        guard let path = arguments.first, path.hasPrefix("/") else {
            throw .failed(cause: "a hook's command needs an absolute path")
        }
        let json = try call.json
        // The kernel may need a moment more to end what was killed.
        let patience = limit + Self.grace + .seconds(15)
        let result = await outcome(of: { await ending(path, json, call) }, within: patience)
        guard let result else {
            throw .failed(cause: "\(path): " + (Task.isCancelled ? "given up" : "does not end, and is left to itself"))
        }
        try result.get().judge(path)
    }

    private func ending(_ path: String, _ json: [UInt8], _ call: HookCall) async -> Result<CommandEnding, HookError> {
        do {
            let input = try HookInput(json + [UInt8(ascii: "\n")])
            defer { input.close() }
            return .success(try await execute(path, input, call))
        } catch {
            return .failure(.failed(cause: HookError.printable("\(path): \(error)")))
        }
    }

    private func execute(_ path: String, _ input: HookInput, _ call: HookCall) async throws -> CommandEnding {
        var options = PlatformOptions()
        options.processGroupID = 0
        let ending = TeardownStep.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        // For the caller who gives up.
        options.teardownSequence = [ending]
        // Signal 0 is nobody's: a step that only waits for the end.
        let waiting = TeardownStep.send(signal: .init(rawValue: 0), allowedDurationToNextStep: limit)
        let begin = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(.init(path)), arguments: Arguments(Array(arguments.dropFirst())),
            environment: .custom(Self.environment(for: call)), workingDirectory: "/", platformOptions: options,
            input: .fileDescriptor(.init(rawValue: input.descriptor), closeAfterSpawningProcess: false),
            output: .sequence, error: .sequence
        ) { execution in
            async let output = OutputTail(of: execution.standardOutput)
            async let error = OutputTail(of: execution.standardError)
            await execution.teardown(using: [waiting, ending])
            let isLate = ContinuousClock.now - begin >= limit
            // It has ended, and is reaped after this body only: until then its number names this group and no other.
            kill(-execution.processIdentifier.value, SIGKILL)
            return (output: await output, error: await error, isLate: isLate)
        }
        let (output, error, isLate) = result.closureResult
        return CommandEnding(
            status: isLate ? .late(limit) : CommandEnding.Status(result.terminationStatus),
            words: error.lastLine ?? output.lastLine)
    }
}
