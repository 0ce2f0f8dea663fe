import Model

/// What one user's workspace shall be by now.
struct WorkspacePlan: Sendable {
    let user: UserName
    let profile: Profile
    let owner: WorkspaceOwner
    let specification: ContainerSpecification
}

extension Workspaces {
    func plan(for user: UserName, _ name: ProfileName?) async throws(WorkspaceError) -> WorkspacePlan {
        let profile = try profile(named: name)
        let owner =
            if profile.usesHostAccount {
                try await homes.hostAccount(of: user)
            } else {
                WorkspaceOwner(uid: profile.uid, gid: profile.gid)
            }
        let specification = ContainerSpecification(
            workspaceOf: user, owner, home: homes.path(of: user), guests: guests, proxies: configuration.proxies,
            profile)
        return WorkspacePlan(user: user, profile: profile, owner: owner, specification: specification)
    }

    nonisolated func profile(of identity: Identity) throws(WorkspaceError) -> Profile {
        try profile(named: identity.profile)
    }

    nonisolated func profile(named name: ProfileName?) throws(WorkspaceError) -> Profile {
        guard let profile = configuration.profiles.profile(named: name) else {
            throw .noProfile(name ?? .standard)
        }
        return profile
    }
}

extension WorkspacePlan {
    /// With the labels by which the container will be known.
    func labelled(imageDigest digest: String, instance: String, version: String) -> ContainerSpecification {
        var result = specification
        result.labels[WorkspaceLabels.managed] = "true"
        result.labels[WorkspaceLabels.instance] = instance
        result.labels[WorkspaceLabels.owner] = user.description
        result.labels[WorkspaceLabels.profile] = profile.name.description
        result.labels[WorkspaceLabels.imageDigest] = digest
        result.labels[WorkspaceLabels.createdBy] = "gangway/\(version)"
        result.labels[WorkspaceLabels.user] = owner.description
        result.labels[WorkspaceLabels.home] = profile.home
        result.labels[WorkspaceLabels.hostNetwork] = profile.network == "host" ? "true" : nil
        result.labels[WorkspaceLabels.fingerprint] = specification.fingerprint
        return result
    }

    /// What a container with these labels is behind in; nil: nothing.
    /// - Parameter digest: of the image that there is now; nil: there is none, so it counts as the same.
    func difference(from labels: [String: String], imageDigest digest: String?) -> WorkspaceDifference? {
        if labels[WorkspaceLabels.fingerprint] != specification.fingerprint {
            return labels[WorkspaceLabels.profile] == profile.name.description ? .profile : .otherProfile
        }
        guard let digest, labels[WorkspaceLabels.imageDigest] != digest else { return nil }
        return .image
    }
}

/// In what a container is behind what it would be if it were made now.
public enum WorkspaceDifference: String, Hashable, Sendable, CaseIterable, Codable {
    /// Its image has other content now.
    case image
    /// Its profile was changed, or this Gateway makes containers otherwise.
    case profile
    /// Its user has another profile.
    case otherProfile = "other-profile"
}
