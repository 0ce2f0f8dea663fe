import Model

/// The labels by which Gangway finds its containers again, and knows how they were made.
enum WorkspaceLabels {
    static let managed = "gangway.managed"
    static let owner = "gangway.owner"
    static let profile = "gangway.profile"
    static let imageDigest = "gangway.image-digest"
    static let createdBy = "gangway.created-by"
    /// Its main command is the guest agent.
    static let guest = "gangway.guest"
    /// `uid:gid` of its sessions.
    static let user = "gangway.user"
    static let home = "gangway.home"
    /// It is in the host's network.
    static let hostNetwork = "gangway.host-network"
    /// `ContainerSpecification.fingerprint`.
    static let fingerprint = "gangway.specification"

    /// Finds all of ours.
    static let filter = "\(managed)=true"

    /// Whether a container with these labels is `user`'s workspace.
    static func prove(_ labels: [String: String], owner user: UserName) -> Bool {
        labels[managed] == "true" && labels[owner] == user.description
    }
}
