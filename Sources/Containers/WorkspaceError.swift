public import Model

/// Why a workspace or a process in it could not be had.
public enum WorkspaceError: UserFacingError {
    case engine(EngineError)
    /// A container of the workspace's name exists without our label.
    case foreignContainer(name: String)
    /// It stayed in a passing state (restarting, removing) for too long.
    case stuck(name: String, state: String)
    /// The home folder could not be made on the host.
    case home(path: String, cause: String)
    /// The container runs, but the process was refused; `cause` has the engine's words.
    case processNotStarted(cause: String)
    /// The way in was lost while the process ran: the container was stopped or the engine went away.
    case lost(cause: String)

    public var code: String {
        switch self {
        case .engine(let error): error.code
        case .foreignContainer: "workspace-foreign-container"
        case .stuck: "workspace-stuck"
        case .home: "workspace-home"
        case .processNotStarted: "process-not-started"
        case .lost: "process-lost"
        }
    }

    public var description: String {
        switch self {
        case .engine(let error): error.description
        case .foreignContainer(let name):
            "\(code): a container named \(name) exists that Gangway did not create; rename or remove it"
        case .stuck(let name, let state): "\(code): container \(name) stayed \(state) for too long"
        case .home(let path, let cause): "\(code): \(path): \(cause)"
        case .processNotStarted(let cause), .lost(let cause): "\(code): \(cause)"
        }
    }

    public var userMessage: String {
        switch self {
        case .engine(let error): error.userMessage
        case .foreignContainer: "your workspace's name is taken by something else; please tell your administrator"
        case .stuck: "your workspace is being restarted or removed and did not come back in time; try again in a minute"
        case .home: "your home folder could not be made; please tell your administrator"
        case .processNotStarted: "your workspace is running, but refused to start the program"
        case .lost: "your workspace was stopped while the program ran"
        }
    }
}
