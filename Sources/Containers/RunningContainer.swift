/// A user's container that ran when it was last looked at. What sessions need to know of it is what it was made with;
/// the profile may have changed since.
struct RunningContainer: Hashable, Sendable {
    let id: ContainerID
    /// It was made with a guest agent, which may answer.
    let hasGuestAgent: Bool
    let owner: WorkspaceOwner
    /// The home's path in it.
    let home: String
    /// Its ports are the host's.
    let sharesHostNetwork: Bool

    /// - Parameter profile: for containers of versions that did not write these labels.
    init(_ id: ContainerID, labels: [String: String], of profile: Profile) {
        self.id = id
        hasGuestAgent = labels[WorkspaceLabels.guest] == "true"
        owner =
            labels[WorkspaceLabels.user].flatMap(WorkspaceOwner.init)
            ?? WorkspaceOwner(uid: profile.uid, gid: profile.gid)
        sharesHostNetwork = labels[WorkspaceLabels.hostNetwork] == "true"
        home = labels[WorkspaceLabels.home] ?? profile.home
    }
}

/// Whose files and processes a workspace's are.
struct WorkspaceOwner: Hashable, Sendable, CustomStringConvertible {
    let uid: UInt32
    let gid: UInt32

    init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }

    /// - Parameter text: `uid:gid`, as an exec names it.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let uid = UInt32(parts[0]), let gid = UInt32(parts[1]) else { return nil }
        self.init(uid: uid, gid: gid)
    }

    var description: String { "\(uid):\(gid)" }
}
