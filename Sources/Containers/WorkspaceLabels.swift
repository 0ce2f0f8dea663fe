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

    /// Which server's it is: several may use one engine, and each keeps its own.
    static let instance = "gangway.instance"

    /// Finds all of one server's.
    static func filter(_ instance: String) -> String { "\(Self.instance)=\(instance)" }

    /// Finds one user's, of all servers.
    static func filter(owner user: UserName) -> String { "\(Self.owner)=\(user)" }

    /// Whose workspace on this server a container is; nil: it is none of ours to touch, whatever its labels say.
    static func owner(of container: ListedContainer, instance: String) -> UserName? {
        guard container.labels[Self.instance] == instance,
            let user = container.labels[owner].flatMap(UserName.init),
            container.name == Workspaces.containerName(of: user)
        else { return nil }
        return user
    }

    /// Whether a container with these labels is `user`'s workspace on this server. Earlier versions did not write whose it
    /// is.
    static func prove(_ labels: [String: String], owner user: UserName, instance: String) -> Bool {
        labels[managed] == "true" && labels[owner] == user.description
            && [instance, nil].contains(labels[Self.instance])
    }
}
