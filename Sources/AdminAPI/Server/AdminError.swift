import HTTPTypes
import Hummingbird

/// Why a request is answered with no success.
enum AdminError: HTTPResponseError, Hashable {
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

    var status: HTTPResponse.Status {
        switch self {
        case .notPermitted: .forbidden
        case .noSession, .noRecording: .notFound
        case .notRecorded, .noRecordings, .noLog: .conflict
        case .invalid: .badRequest
        case .failed: .internalServerError
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
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try JSONAnswer.response(failure, status: status)
    }
}
