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
    /// The profile runs as the host's account of the user's name, and there is none, or it is root's.
    case noHostAccount(UserName)
    /// The user's profile is not in the settings (any more).
    case noProfile(ProfileName)
    /// There is no room for another running workspace.
    case full(limit: String)
    /// A `create` hook said no, in these words.
    case refusedByHook(text: String)
    /// The accounts could not be read.
    case accounts(cause: String)
    /// A `create` hook could not be asked.
    case hookFailed(cause: String)
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
        case .noHostAccount: "workspace-no-host-account"
        case .noProfile: "workspace-no-profile"
        case .full: "workspace-full"
        case .refusedByHook: "workspace-refused"
        case .accounts: "workspace-accounts"
        case .hookFailed: "workspace-hook-failed"
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
        case .noHostAccount(let user):
            "\(code): the profile has host_account, and the host has no account \(user) but root's"
        case .noProfile(let name):
            "\(code): there is no profile \(name) in the settings; gangway user set changes a user's"
        case .full(let limit): "\(code): \(limit)"
        case .refusedByHook(let text): "\(code): \(text)"
        case .accounts(let cause), .hookFailed(let cause), .processNotStarted(let cause), .lost(let cause):
            "\(code): \(cause)"
        }
    }

    public var userMessage: String {
        switch self {
        case .engine(let error): error.userMessage
        case .foreignContainer: "your workspace's name is taken by something else; please tell your administrator"
        case .stuck: "your workspace is being restarted or removed and did not come back in time; try again in a minute"
        case .home: "your home folder could not be made; please tell your administrator"
        case .noHostAccount: "this machine has no account of your name for your files; please tell your administrator"
        case .noProfile(let name): "your profile \(name) is not there any more; please tell your administrator"
        case .full: "all places are taken; try again later, or ask your administrator to stop a workspace"
        case .refusedByHook(let text): text
        case .accounts, .hookFailed: "your workspace could not be made; please tell your administrator"
        case .processNotStarted: "your workspace is running, but refused to start the program"
        case .lost: "your workspace was stopped while the program ran"
        }
    }
}
