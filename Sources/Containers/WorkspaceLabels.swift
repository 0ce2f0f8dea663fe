import Model

/// The labels by which Gangway finds its containers again.
enum WorkspaceLabels {
    static let managed = "gangway.managed"
    static let owner = "gangway.owner"
    static let profile = "gangway.profile"
    static let imageDigest = "gangway.image-digest"
    static let createdBy = "gangway.created-by"
    /// Its main command is the guest agent.
    static let guest = "gangway.guest"

    static func make(owner user: UserName, imageDigest digest: String, version: String) -> [String: String] {
        [
            managed: "true", owner: user.description, profile: "default", imageDigest: digest,
            createdBy: "gangway/\(version)",
        ]
    }

    /// Whether a container with these labels is `user`'s workspace.
    static func prove(_ labels: [String: String], owner user: UserName) -> Bool {
        labels[managed] == "true" && labels[owner] == user.description
    }
}
