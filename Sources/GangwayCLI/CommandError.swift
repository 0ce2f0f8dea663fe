import Foundation
import Glibc
import Model

/// Why a command cannot do what was asked.
enum CommandError: UserFacingError, LocalizedError, Hashable {
    case folder(path: String, cause: String)
    case unreadable(path: String, cause: String)
    /// Longer than a key or a password can be.
    case tooLong(path: String)
    case notText(path: String)
    case passwordsDiffer
    case noPassword
    case interrupted
    /// There is no executable to give to containers.
    case noGuestAgent(path: String)
    case notReplaceable(path: String, cause: String)
    case unwritable(path: String, cause: String)
    /// A screen can be shown on a terminal only.
    case noTerminal
    case exportToTerminal
    case rawToTerminal
    case notConfirmed
    case nobodyToAsk
    case noWorkspace(user: String)
    case notSecret(path: String)
    case noSecret(path: String)
    /// In the settings.
    case noProfile(ProfileName, known: [ProfileName], file: String?)

    var code: String { "command" }
    var description: String { "\(code): \(userMessage)" }
    /// What is printed.
    var errorDescription: String? { userMessage }

    var userMessage: String {
        switch self {
        case .folder(let path, let cause): "the folder \(path) cannot be made: \(cause)"
        case .unreadable(let path, let cause): "\(path) cannot be read: \(cause)"
        case .tooLong(let path): "\(path) is too long for what it should be"
        case .notText(let path): "\(path) is not text in UTF-8"
        case .passwordsDiffer: "the two passwords differ, so nothing was changed; try again"
        case .noPassword: "there is no password on standard input; give it as one line"
        case .noGuestAgent(let path):
            "there is no executable \(path); set workspace.guest_agent to the path of gangway-guest"
        case .notReplaceable(let path, let cause): "\(path) cannot be replaced: \(cause)"
        case .unwritable(let path, let cause): "\(path) cannot be written: \(cause)"
        case .noTerminal: "standard input and output must be a terminal (ssh -t)"
        case .exportToTerminal: "a recording commands the terminal it is written to; name a file with --output"
        case .rawToTerminal: "what a workspace wrote may command a terminal; leave --raw out, or send it to a file"
        case .notConfirmed: "nothing was done"
        case .nobodyToAsk: "standard input is no terminal, so nobody can be asked; --yes does it without"
        case .noWorkspace(let user): "\(user) has no workspace now, so nothing was done"
        case .notSecret(let path):
            "\(path) is open to other users of this machine; close it with chmod 600 \(path)"
        case .noSecret(let path): "\(path) holds no secret"
        case .noProfile(let name, let known, let file):
            "there is no profile \(name) in \(file ?? "the settings, as --config and $GANGWAY_CONFIG name no file"); "
                + "there are: \(known.map(\.description).joined(separator: ", "))"
        case .interrupted: "interrupted, so nothing was changed"
        }
    }

    /// Reads errno: the failed call must be the last one.
    static func systemMessage() -> String {
        SystemText.of(errno)
    }
}
