package import struct Foundation.Date

/// What `POST /v1/workspaces/NAME/remove` takes.
package struct RemoveBody: Codable, Sendable, Hashable {
    /// The home folder, too.
    package let home: Bool

    package init(home: Bool) { self.home = home }
}

/// What `POST /v1/workspaces/NAME/hold` takes.
package struct HoldBody: Codable, Sendable, Hashable {
    /// nil: not held any longer.
    package let seconds: Int?

    /// Ten years: what is longer is a slip.
    package static let limit = 3650 * 86_400

    package init(seconds: Int?) { self.seconds = seconds }
}

/// Its answer.
package struct HeldUntil: Codable, Sendable, Hashable {
    package let until: Date?
}

/// What `POST /v1/workspaces/NAME/upgrade` takes.
package struct UpgradeBody: Codable, Sendable, Hashable {
    /// Also where it runs.
    package let now: Bool

    package init(now: Bool) { self.now = now }
}

/// What `POST /v1/workspaces/NAME/exec` takes; the answer is one line of `WorkspaceEntrance` for as long as it is read.
package struct ExecBody: Codable, Sendable, Hashable {
    /// nil: the login shell.
    package let command: String?
    package let terminal: Bool

    package init(command: String?, terminal: Bool) {
        self.command = command
        self.terminal = terminal
    }
}

/// What `remove` answers: what was there and is gone.
public struct Removed: Codable, Sendable, Hashable {
    public let container: Bool
    public let home: Bool
}

/// What orders answer that may find nothing to do.
package struct Changed: Codable, Sendable, Hashable {
    package let changed: Bool
}
