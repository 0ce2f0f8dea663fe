public import Model

/// Users who have a profile together. Its name follows the rule of profiles' names.
public struct UserGroup: Hashable, Sendable {
    public let name: ProfileName
    /// Of those who have none of their own; nil: the standard one.
    public let profile: ProfileName?
    /// By name.
    public let users: [UserName]
}
