import Foundation
import Glibc

/// A program that runs beside a test, with its output in a file. Ended when the test is done with it.
public final class BackgroundProcess: Sendable {
    private let process: ChildProcess
    private let log: String

    public var pid: Int32 { process.pid }
    /// 128 + n for a signal; nil while it runs.
    public var exitCode: Int32? { process.exitCode }
    public var isRunning: Bool { exitCode == nil }

    /// - Parameter log: the file for both outputs.
    public init(_ arguments: [String], environment: [String: String] = [:], log: String) throws {
        self.log = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process = try ChildProcess(
            arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            output: .path(log), error: .same)
    }

    /// What it has printed so far.
    public var output: String {
        (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    public func signal(_ number: Int32) { process.signal(number) }

    /// Waits for its end.
    /// - Returns: the exit status (128 + n for a signal), or nil where it still runs after `limit`.
    public func exit(within limit: Duration) async throws -> Int32? {
        try await process.exit(within: limit)
    }

    /// SIGTERM, then SIGKILL after `limit`.
    public func end(within limit: Duration = .seconds(20)) async throws {
        signal(SIGTERM)
        if try await exit(within: limit) == nil {
            signal(SIGKILL)
            _ = try await exit(within: .seconds(5))
        }
    }
}
