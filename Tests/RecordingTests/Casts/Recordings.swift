import Foundation
import GatewayTesting
import Model
import Recording
import Synchronization

/// A store in a folder of its own, and what it says of itself.
final class Recordings: Sendable {
    let store: RecordingStore
    let folder: String
    private let temporary: TemporaryFolder?
    private let log = Log()

    private final class Log: Sendable {
        let events = Mutex<[RecordingEvent]>([])
    }

    /// - Parameter folder: nil: a new one that goes with this object.
    init(
        in folder: String? = nil, _ configure: (inout RecordingConfiguration) -> Void = { _ in },
        clock: @escaping @Sendable () -> Int64 = RecordingStore.now
    ) throws {
        temporary = folder == nil ? try TemporaryFolder() : nil
        self.folder = folder ?? (temporary.map { $0.path + "/recordings" } ?? "")
        var configuration = RecordingConfiguration(folder: self.folder)
        configure(&configuration)
        let log = log
        store = try RecordingStore(configuration, clock: clock) { event in log.events.withLock { $0.append(event) } }
    }

    var events: [RecordingEvent] { log.events.withLock { $0 } }

    func begin(
        _ number: UInt32 = 0, user: String = "alice", command: String? = nil, started: Int64 = RecordingStore.now(),
        columns: Int = 80, rows: Int = 24, terminal: Bool = true
    ) -> Recorder {
        let size = TerminalSize(columns: columns, rows: rows)
        return store.begin(
            RecordingHeader(
                id: Self.id(number), user: user, command: command,
                terminal: terminal ? Terminal(type: "xterm", size: size) : nil, started: started))
    }

    static func id(_ number: UInt32) -> SessionID {
        SessionID(connection: ConnectionID(run: 12, number: 7), number: number)
    }

    /// The files of the folder with their days, such as `2026-11-21/c12-7.0.cast`, sorted.
    var files: [String] {
        (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { $0.contains("/") }.sorted()
    }

    /// The path of the only file whose name ends so; nil while there is none.
    func path(_ suffix: String) -> String? {
        files.first { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }

    func bytes(_ suffix: String) -> [UInt8] {
        path(suffix).flatMap { FileManager.default.contents(atPath: $0) }.map { [UInt8]($0) } ?? []
    }

    func text(_ suffix: String) -> String { String(decoding: bytes(suffix), as: UTF8.self) }

    static func export(_ reader: RecordingReader) throws -> [UInt8] {
        var all: [UInt8] = []
        while case let more = try reader.export(atMost: 10_000), !more.isEmpty { all += more }
        return all
    }

    /// All lines that a reader gives now.
    static func lines(_ reader: RecordingReader) throws -> [CastLine] {
        var lines: [CastLine] = []
        while case .line(let line) = try reader.next() {
            if let line = CastLine(line) { lines.append(line) }
        }
        return lines
    }
}

extension Recorder {
    func output(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe output($0) }
    }

    func output(_ text: String) {
        output(Array(text.utf8))
    }

    func input(_ text: String) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe input($0) }
    }

    /// Gives all of it, waiting for room as a relay does.
    func outputAll(_ bytes: [UInt8], piece: Int = 64 << 10) async throws {
        var begin = 0
        while begin < bytes.count {
            while !hasRoom { try await Task.sleep(for: .milliseconds(1)) }
            let end = min(begin + piece, bytes.count)
            output(Array(bytes[begin..<end]))
            begin = end
        }
    }
}
