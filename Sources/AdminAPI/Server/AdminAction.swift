/// What an administrator did, for the event `admin.action`.
public struct AdminAction: Sendable, Hashable {
    public enum Name: String, Sendable, CaseIterable {
        case kill = "session.kill"
        case message = "session.message"
        case watchBegin = "watch.begin"
        case watchEnd = "watch.end"
        case tail = "events.tail"
        case replay = "recording.replay"
        case export = "recording.export"
        case search = "recording.search"
        case workspaceStart = "workspace.start"
        case workspaceStop = "workspace.stop"
        case workspaceRestart = "workspace.restart"
        case workspaceRemove = "workspace.remove"
        case workspaceHold = "workspace.hold"
        case workspaceLogs = "workspace.logs"
        case workspaceUpgrade = "workspace.upgrade"
        case workspaceExec = "workspace.exec"
    }

    /// Such as `root(0) pid 123`, or `alice` for an admin who came by ssh.
    public let actor: String
    public let name: Name
    /// The session, the recording, or the workspace's user.
    public let target: String?
    /// What was asked, such as the text that was searched.
    public let detail: String?

    public init(actor: String, name: Name, target: String? = nil, detail: String? = nil) {
        self.actor = actor
        self.name = name
        self.target = target
        self.detail = detail
    }
}
