import Foundation
import GatewayTesting
import Model
import Synchronization

@testable import Recording

/// A session log in a folder of its own, under a clock that the test moves.
final class LogFixture: Sendable {
    let folder: TemporaryFolder
    /// The log's folder.
    let path: String
    let clock = MovedClock()

    init(path: String? = nil) throws {
        folder = try TemporaryFolder()
        self.path = path ?? folder.path + "/log"
    }

    func open(_ change: (inout EventLogConfiguration) -> Void = { _ in }) throws -> EventLog {
        var configuration = EventLogConfiguration()
        configuration.retryInterval = .milliseconds(50)
        change(&configuration)
        return try EventLog(folder: path, configuration: configuration, clock: clock.read)
    }

    /// Writes a log with `count` numbered events of alice's and closes it.
    func fill(_ count: Int) async throws {
        let log = try open()
        for number in 0..<count { log.write(event(number)) }
        await log.close()
    }

    func event(_ number: Int, user: String = "alice") -> SessionEvent {
        SessionEvent(
            time: clock.read(), session: SessionID(connection: ConnectionID(run: 1, number: 1), number: 0), user: user,
            kind: .recordingGap(bytes: UInt64(number)))
    }

    var files: [String] { get throws { try LogFolder(path: path).names() } }

    func lines(_ file: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Of all files.
    func allLines() throws -> [String] { try files.flatMap { try lines($0) } }

    func write(_ lines: [String], to file: String) throws {
        let text = lines.map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }

    /// Changes a file's lines as somebody with an editor would.
    func tamper(_ file: String, _ change: (inout [String]) -> Void) throws {
        var lines = try lines(file)
        change(&lines)
        try write(lines, to: file)
    }

    func verify() throws -> EventLogVerification { try EventLogVerifier(folder: path).verify() }

    func records(_ filter: EventFilter = EventFilter(), start: EventLogReader.Start = .beginning) throws
        -> [EventRecord]
    {
        let reader = try EventLogReader(folder: path, filter: filter, start: start)
        var records: [EventRecord] = []
        while true {
            let more = try reader.read()
            if more.isEmpty { return records }
            records += more
        }
    }
}

/// Stands at a moment until the test moves it.
final class MovedClock: Sendable {
    private let now = Mutex(EventTime("2026-11-21T12:00:00.000000Z") ?? EventTime(microseconds: 0))

    var read: @Sendable () -> EventTime {
        { self.now.withLock { $0 } }
    }

    func advance(by duration: Duration) {
        now.withLock { $0 = $0.advanced(by: duration) }
    }

    func set(_ text: String) {
        now.withLock { $0 = EventTime(text) ?? $0 }
    }
}
