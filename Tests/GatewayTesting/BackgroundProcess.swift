import Foundation
import Glibc

/// A program that runs beside a test, with its output in a file. Ended when the test is done with it.
public final class BackgroundProcess: @unchecked Sendable {
    // @unchecked: Foundation's Process may be asked from any thread; this class adds no state that changes.
    private let process = Process()
    private let log: String

    public var pid: Int32 { process.processIdentifier }
    public var isRunning: Bool { process.isRunning }

    /// - Parameter log: the file for both outputs.
    public init(_ arguments: [String], environment: [String: String] = [:], log: String) throws {
        self.log = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = FileHandle(forWritingAtPath: log)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A test runner may ignore signals, and that is inherited.
        process.arguments = ["--default-signal"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// What it has printed so far.
    public var output: String {
        (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    public func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for its end.
    /// - Returns: the exit status (128 + n for a signal), or nil where it still runs after `limit`.
    public func exit(within limit: Duration) async throws -> Int32? {
        let deadline = ContinuousClock.now + limit
        while process.isRunning {
            guard .now < deadline else { return nil }
            try await Task.sleep(for: .milliseconds(20))
        }
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
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
