import Containers
import Model

/// A profile as the settings make it: each field is set on it.
struct ProfileDraft: Sendable {
    var profile: Profile
    var origin: ProfileOrigin
}

/// What a profile itself does not tell of where it comes from.
struct ProfileOrigin: Hashable, Sendable {
    /// nil: the standard profile, which extends none.
    var extends: ProfileName?
    /// The file that its seccomp profile was read from.
    var seccompFile: String?
}
