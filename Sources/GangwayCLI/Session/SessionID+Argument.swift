import ArgumentParser
import Model

extension SessionID {
    /// For `@Argument(transform:)`.
    static func argument(_ text: String) throws -> SessionID {
        guard let id = SessionID(text) else {
            throw ValidationError("a session's id looks like c12-7.2; gangway sessions lists them")
        }
        return id
    }
}
