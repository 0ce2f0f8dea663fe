import Glibc
public import Subprocess

/// What a finished program left.
public struct CommandResult: Sendable, CustomStringConvertible {
    public let status: TerminationStatus
    public let standardOutput: [UInt8]
    public let standardError: String

    public var output: String { String(decoding: standardOutput, as: UTF8.self) }
    /// The exit code, or nil for a program that a signal ended.
    public var code: Int32? { if case .exited(let code) = status { code } else { nil } }

    public var description: String {
        "\(status), stdout \(standardOutput.count) bytes: \(output.prefix(2000))\nstderr: \(standardError.suffix(2500))"
    }
}

/// Real programs, run to their end.
public enum Command {
    public static let outputLimit = 256 << 20

    /// A program may end before it has read its input: the write fails then, and shall not end the tests.
    private static let ignoresBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    /// Runs `arguments[0]` from the PATH (or by its path) under a time limit: after `limit` seconds it gets SIGKILL, and
    /// the result says so by its status.
    public static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], limit: Int = 600
    ) async throws -> CommandResult {
        Self.ignoresBrokenPipes
        let updates = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) })
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["--signal=KILL", "\(limit)"] + arguments),
            environment: .inherit.updating(updates),
            input: .inputWriter,
            output: .bytes(limit: outputLimit),
            error: .string(limit: 1 << 20)
        ) { execution in
            // Not `.array`: where this fails, that one leaves the pipe to its deinit, which ends the process. Here `run`
            // closes it.
            _ = try? await execution.standardInputWriter.write(input)
        }
        return CommandResult(
            status: result.terminationStatus, standardOutput: result.standardOutput,
            standardError: result.standardError)
    }

    /// The same for a script given to bash.
    public static func bash(
        _ script: String, input: [UInt8] = [], environment: [String: String] = [:], limit: Int = 600
    ) async throws -> CommandResult {
        try await run(["bash", "-c", script], input: input, environment: environment, limit: limit)
    }
}
