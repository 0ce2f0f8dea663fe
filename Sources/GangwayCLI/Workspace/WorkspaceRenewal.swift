import AdminAPI

/// What renewing means for one workspace that is behind.
struct WorkspaceRenewal: Encodable, Hashable {
    enum What: String, Encodable, Hashable {
        /// Its container is removed; the next login makes a new one.
        case removed
        /// It is stopped, made anew and started.
        case restarted
        /// It runs, and is made anew at its next start.
        case later
    }

    let user: String
    let state: String
    /// image, profile or other-profile.
    let behind: String
    let image: String
    let sessions: Int
    let what: What

    /// - Parameter now: running ones, too.
    /// - Returns: nil for one that is not behind.
    init?(_ workspace: WorkspaceEntry, now: Bool) {
        guard let behind = workspace.behind else { return nil }
        user = workspace.user
        state = workspace.state
        self.behind = behind
        image = workspace.image
        sessions = workspace.sessions
        what = !workspace.isRunning ? .removed : now ? .restarted : .later
    }

    static func table(_ steps: [WorkspaceRenewal]) -> Table {
        var table = Table("USER", "STATE", "BEHIND IN", "IMAGE", "SESSIONS", "WHAT HAPPENS")
        for step in steps {
            table.append(step.user, step.state, step.behind, step.image, "\(step.sessions)", step.sentence)
        }
        return table
    }

    private var sentence: String {
        switch what {
        case .removed: "removed now, made anew at the next login"
        case .restarted: sessions > 0 ? "restarted anew now; its sessions end" : "restarted anew now"
        case .later: "at its next start"
        }
    }
}
