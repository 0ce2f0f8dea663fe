import Glibc
public import Model
import NIOCore

public import protocol Foundation.LocalizedError

/// Why a server did not do what was asked.
public enum AdminClientError: UserFacingError, LocalizedError, Hashable {
    /// Nobody listens there.
    case noServer(socket: String)
    /// The socket's mode keeps this user out.
    case notPermitted(socket: String)
    /// The server said no, with a stable word and a sentence.
    case refused(code: String, message: String)
    /// The server went away in the middle, or is none of ours.
    case broken(String)

    init(connecting error: any Error, socket: String) {
        self =
            switch (error as? IOError)?.errnoCode {
            case ENOENT, ECONNREFUSED, ENOTSOCK, ENOTDIR: .noServer(socket: socket)
            case EACCES, EPERM: .notPermitted(socket: socket)
            default: .broken("\(error)")
            }
    }

    init(status: Int, failure: AdminFailure?) {
        self =
            if let failure {
                .refused(code: failure.code, message: failure.message)
            } else {
                .broken("it answered with the status \(status)")
            }
    }

    public var code: String {
        switch self {
        case .noServer: "no-server"
        case .notPermitted: "not-permitted"
        case .refused(let code, _): code
        case .broken: "broken"
        }
    }

    public var description: String { "\(code): \(userMessage)" }

    /// What a command prints.
    public var errorDescription: String? { userMessage }

    public var userMessage: String {
        switch self {
        case .noServer(let socket): "no server answers at \(socket); start one with gangway serve, or name its --state"
        case .notPermitted(let socket): "this user may not use \(socket); admin.group lets a group in"
        case .refused(_, let message): message
        case .broken(let cause): "the server's answer broke off: \(cause)"
        }
    }
}
