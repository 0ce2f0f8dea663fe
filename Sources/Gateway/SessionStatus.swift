public import Containers
public import Model

public import struct Foundation.Date

/// A session that is open, as administrators see it.
public struct SessionStatus: Sendable, Hashable {
    /// What the client asked for (RFC 4254 §6.5).
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case shell, exec, subsystem
    }

    public var id: SessionID
    public var user: UserName
    public var peer: SocketAddress
    public var kind: Kind
    /// The command's text as the client sent it, or the subsystem's name; nil for a shell.
    public var command: String?
    /// The size now; nil: no pty.
    public var terminal: TerminalSize?
    /// The container's name.
    public var workspace: String?
    /// nil while the process is being opened.
    public var wayIn: WayIn?
    public var started: Date
    /// Since the last byte either way.
    public var idleSeconds: Double
    /// Bytes to the client.
    public var sent: UInt64
    /// Bytes from the client.
    public var received: UInt64
    /// Whether it can be watched.
    public var isRecorded: Bool

    public init(
        id: SessionID, user: UserName, peer: SocketAddress, kind: Kind, command: String? = nil,
        terminal: TerminalSize? = nil, workspace: String? = nil, wayIn: WayIn? = nil, started: Date,
        idleSeconds: Double = 0, sent: UInt64 = 0, received: UInt64 = 0, isRecorded: Bool = false
    ) {
        self.id = id
        self.user = user
        self.peer = peer
        self.kind = kind
        self.command = command
        self.terminal = terminal
        self.workspace = workspace
        self.wayIn = wayIn
        self.started = started
        self.idleSeconds = idleSeconds
        self.sent = sent
        self.received = received
        self.isRecorded = isRecorded
    }
}
