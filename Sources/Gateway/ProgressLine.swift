import Containers

/// What a user at a terminal sees while a workspace is made ready: one line, redrawn, gone when the shell opens.
struct ProgressLine {
    private(set) var isShown = false

    /// To be written for a new state.
    mutating func show(_ progress: WorkspaceProgress) -> String {
        isShown = true
        return Self.erase + Self.text(of: progress)
    }

    /// To be written before anything else is; empty where nothing is shown.
    mutating func clear() -> String {
        defer { isShown = false }
        return isShown ? Self.erase : ""
    }

    /// To the line's start, then erase to its end (ECMA-48 EL).
    private static let erase = "\r\u{1b}[K"

    private static func text(of progress: WorkspaceProgress) -> String {
        switch progress {
        case .finding: "Finding your workspace ..."
        case .pulling(let percent): "Getting the workspace image ... \(percent) %"
        case .creating: "Creating your workspace ..."
        case .starting: "Starting your workspace ..."
        case .resuming: "Resuming your workspace ..."
        case .waiting(let state): "Your workspace is \(state.rawValue), waiting ..."
        case .inLine(let place): "All places are taken; you are number \(place) in line ..."
        case .stopping: "Your workspace is being stopped and will start again ..."
        }
    }
}
