public import Model

/// All profiles there are.
public struct Profiles: Hashable, Sendable {
    /// Of those who have no other.
    public var standard: Profile
    /// Never holds the standard one.
    public private(set) var others: [ProfileName: Profile] = [:]

    public init(standard: Profile = Profile(), others: [Profile] = []) {
        self.standard = standard
        for profile in others { self.others[profile.name] = profile }
    }

    /// - Parameter name: nil: the standard one.
    /// - Returns: nil where there is none of that name (any more).
    public func profile(named name: ProfileName?) -> Profile? {
        guard let name, name != standard.name else { return standard }
        return others[name]
    }

    /// The one that a container with these labels was made with; the standard one where that is gone.
    func profile(labelled labels: [String: String]) -> Profile {
        profile(named: labels[WorkspaceLabels.profile].flatMap(ProfileName.init)) ?? standard
    }

    /// The standard one first, the others by name.
    public var all: [Profile] { [standard] + others.values.sorted { $0.name < $1.name } }
}
