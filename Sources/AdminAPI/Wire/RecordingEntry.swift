public import Recording

public import struct Foundation.Date

/// A recording as the admin socket and `--json` show it.
public struct RecordingEntry: Codable, Sendable, Hashable {
    public let id: String
    public let user: String
    public let command: String?
    public let subsystem: String?
    /// nil: a session without a pty.
    public let terminal: SessionEntry.Terminal?
    public let started: Date
    /// nil: not known without reading it all.
    public let durationSeconds: Double?
    /// On the disk.
    public let bytes: UInt64
    /// Whether the session goes on.
    public let live: Bool

    private enum CodingKeys: String, CodingKey {
        case id
        case user
        case command
        case subsystem
        case terminal
        case started
        case durationSeconds = "duration_seconds"
        case bytes
        case live
    }

    public init(_ summary: RecordingSummary) {
        let header = summary.header
        id = header.id.description
        user = header.user
        command = header.command
        subsystem = header.subsystem
        terminal = header.terminal.map { .init(columns: Int($0.size.columns), rows: Int($0.size.rows)) }
        started = Date(timeIntervalSince1970: Double(header.started) / 1e6)
        durationSeconds = summary.duration.map { Double($0) / 1e6 }
        bytes = summary.bytes
        live = summary.state == .live
    }
}
