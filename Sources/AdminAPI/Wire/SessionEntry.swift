public import Gateway

public import struct Foundation.Date

/// An open session as the admin socket and `--json` show it.
public struct SessionEntry: Codable, Sendable, Hashable {
    public struct Terminal: Codable, Sendable, Hashable {
        public let columns: Int
        public let rows: Int
    }

    public let id: String
    public let user: String
    /// Address and port.
    public let peer: String
    /// shell, exec or subsystem.
    public let kind: String
    /// The command, or the subsystem's name.
    public let command: String?
    /// nil: no pty.
    public let terminal: Terminal?
    public let workspace: String?
    /// guest or exec; nil: the process is being opened.
    public let wayIn: String?
    public let started: Date
    public let idleSeconds: Double
    /// Bytes to the client, and from it.
    public let sent: UInt64
    public let received: UInt64
    public let recorded: Bool

    private enum CodingKeys: String, CodingKey {
        case id
        case user
        case peer
        case kind
        case command
        case terminal
        case workspace
        case wayIn = "way_in"
        case started
        case idleSeconds = "idle_seconds"
        case sent
        case received
        case recorded
    }

    public init(_ status: SessionStatus) {
        id = status.id.description
        user = status.user.description
        peer = status.peer.description
        kind = status.kind.rawValue
        command = status.command
        terminal = status.terminal.map { Terminal(columns: Int($0.columns), rows: Int($0.rows)) }
        workspace = status.workspace
        wayIn = status.wayIn?.rawValue
        started = status.started
        idleSeconds = status.idleSeconds
        sent = status.sent
        received = status.received
        recorded = status.isRecorded
    }
}
