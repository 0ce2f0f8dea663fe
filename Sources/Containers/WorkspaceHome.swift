public import Model

/// Where a user's files are.
public enum WorkspaceHome: Hashable, Sendable {
    /// In the host's folder of homes.
    case folder
    /// In the engine's volume of that name.
    case volume(String)
    /// In a volume that others may have, too.
    case sharedVolume(String)
}

extension Profile {
    /// That of `user`, who has this profile.
    public func home(of user: UserName) -> WorkspaceHome {
        guard let homeVolume else { return .folder }
        let name = user.filled(into: homeVolume)
        return name == homeVolume ? .sharedVolume(name) : .volume(name)
    }
}

extension UserName {
    /// `text` with this name in place of `${user}`.
    func filled(into text: String) -> String { text.replacing("${user}", with: description) }
}
