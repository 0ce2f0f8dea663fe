import Containers
import HTTPTypes
import Hummingbird

/// Why a request is answered with no success.
enum AdminError: HTTPResponseError {
    case notPermitted
    case noSession(String)
    case noRecording(String)
    /// The session is there, and nothing records it.
    case notRecorded(String)
    case noRecordings
    case noLog
    /// A parameter or the body is not what it must be.
    case invalid(String)
    case failed(String)
    /// No such account, or one that has no workspace.
    case noUser(String)
    /// The user's workspace has no container.
    case noWorkspace(String)
    case notRunning(String)
    case homeIsShared(String, volume: String)
    case workspace(WorkspaceError)

    var status: HTTPResponse.Status {
        switch self {
        case .notPermitted: .forbidden
        case .noSession, .noRecording, .noUser, .noWorkspace: .notFound
        case .notRecorded, .noRecordings, .noLog, .notRunning, .homeIsShared: .conflict
        case .invalid: .badRequest
        case .failed: .internalServerError
        case .workspace(let error): Self.status(of: error)
        }
    }

    var failure: AdminFailure {
        switch self {
        case .notPermitted: .init(code: "not-permitted", message: "this user may not administrate the gateway")
        case .noSession(let id): .init(code: "no-session", message: "there is no session \(id)")
        case .noRecording(let id): .init(code: "no-recording", message: "there is no recording \(id)")
        case .notRecorded(let id):
            .init(code: "not-recorded", message: "the session \(id) is not recorded, so it cannot be watched")
        case .noRecordings: .init(code: "no-recordings", message: "the gateway records nothing")
        case .noLog: .init(code: "no-log", message: "the gateway keeps no session log")
        case .invalid(let rule): .init(code: "invalid", message: rule)
        case .failed(let cause): .init(code: "failed", message: cause)
        case .noUser(let user):
            .init(
                code: "no-user", message: "there is no user \(user), or it is an administrator, who has no workspace")
        case .noWorkspace(let user):
            .init(
                code: "no-workspace",
                message: "\(user) has no workspace now; a login or gangway workspace start makes one")
        case .notRunning(let user):
            .init(code: "not-running", message: "the workspace of \(user) does not run, so nothing can be held")
        case .homeIsShared(let user, let volume):
            .init(
                code: "home-is-shared",
                message: "the home of \(user) is the volume \(volume), which others may have, too; "
                    + "nothing was removed: remove the workspace without --home, then the volume by the engine's own means"
            )
        // Administrators get the operator's words: the code and the cause.
        case .workspace(let error): .init(code: error.code, message: error.description)
        }
    }

    private static func status(of error: WorkspaceError) -> HTTPResponse.Status {
        switch error {
        case .engine(let error) where error.kind == .unreachable: .badGateway
        case .foreignContainer, .stuck, .noHostAccount, .noProfile, .full, .refusedByHook: .conflict
        case .engine, .home, .accounts, .hookFailed, .processNotStarted, .lost: .internalServerError
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try JSONAnswer.response(failure, status: status)
    }
}
