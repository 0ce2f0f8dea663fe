import Containers
import Foundation
import GuestProtocol
import Model

/// Fields like no other.
extension ProfileField {
    static func permissions(
        _ key: String, _ expectation: String, _ place: Place<ForwardPermissions>,
        _ parse: @escaping @Sendable ([String]) throws -> ForwardPermissions
    ) -> Self {
        Self(
            setting: .words(key, expectation) {
                guard let permissions = try? parse($1) else { return false }
                $0.profile[keyPath: place] = permissions
                return true
            },
            value: { .words($0.profile[keyPath: place].words) })
    }

    /// The profile holds the file's text; the file's path is remembered beside it.
    static let seccomp = ProfileField(
        setting: .parsed(
            "seccomp", "empty, unconfined, or the path, starting with /, of a file that holds a JSON object"
        ) { draft, text in
            draft.origin.seccompFile = nil
            switch text {
            case "": draft.profile.seccomp = nil
            case "unconfined": draft.profile.seccomp = text
            default:
                guard text.hasPrefix("/"), let data = FileManager.default.contents(atPath: text),
                    (try? JSONSerialization.jsonObject(with: data)) is [String: Any]
                else { return false }
                draft.profile.seccomp = String(decoding: data, as: UTF8.self)
                draft.origin.seccompFile = text
            }
            return true
        },
        value: { .text($0.origin.seccompFile ?? $0.profile.seccomp ?? "") })

    static let keepAlive = ProfileField(
        setting: .words(
            "keep_alive",
            "at most \(GuestLifeQuestion.nameLimit) programs' names without a path, of at most "
                + "\(GuestLifeQuestion.nameLength) bytes"
        ) {
            $0.profile.idle.keepAlive = $1
            return $1.count <= GuestLifeQuestion.nameLimit
                && $1.allSatisfy { (1...GuestLifeQuestion.nameLength).contains($0.utf8.count) && !$0.contains("/") }
        },
        value: { .words($0.profile.idle.keepAlive) })
}
