import Containers

/// What of a workspace is never replaced.
enum Kept: String, CaseIterable, Sendable {
    case nothing, container
}

extension Profile {
    /// `keepsContainer` in the settings' words.
    var keep: Kept {
        get { keepsContainer ? .container : .nothing }
        set { keepsContainer = newValue == .container }
    }
}
