public import Model

public import protocol Foundation.LocalizedError

/// Why a configured policy cannot be followed.
public enum PolicyError: UserFacingError, LocalizedError, Hashable {
    case noMethods
    case unknownMethod(String)
    case repeatedMethod(AuthenticationMethod)
    case noAuthenticator(AuthenticationMethod)

    public var code: String { "authentication-policy" }
    public var description: String { "\(code): \(userMessage)" }
    /// What a command prints.
    public var errorDescription: String? { userMessage }

    public var userMessage: String {
        switch self {
        case .noMethods:
            "no authentication method is configured, so nobody could log in; name at least one"
        case .unknownMethod(let word):
            "there is no authentication method '\(word)'; there are "
                + AuthenticationMethod.allCases.map(\.rawValue).joined(separator: ", ")
        case .repeatedMethod(let method):
            "the authentication method \(method.rawValue) stands twice in one list; name it once"
        case .noAuthenticator(let method):
            "the authentication method \(method.rawValue) is configured, but switched off"
        }
    }
}
