public import Model

public import protocol Foundation.LocalizedError

/// Why a password cannot be set or checked.
public enum PasswordError: UserFacingError, LocalizedError, Hashable {
    case empty
    /// The stored text was not made by this version.
    case unsupportedHash
    /// All places to compute a hash and to wait for one are taken.
    case busy

    public var code: String {
        switch self {
        case .empty: "password-empty"
        case .unsupportedHash: "password-hash-unsupported"
        case .busy: "password-busy"
        }
    }

    public var description: String { "\(code): \(userMessage)" }
    /// What a command prints.
    public var errorDescription: String? { userMessage }

    public var userMessage: String {
        switch self {
        case .empty: "a password must not be empty; gangway user password NAME --remove ends login by password"
        case .unsupportedHash: "the stored password cannot be read; set it again with gangway user password NAME"
        case .busy: "too many passwords are being checked just now; try again in a minute"
        }
    }
}
