import ArgumentParser
import Model

extension UserName {
    /// For `@Argument(transform:)`.
    static func argument(_ text: String) throws -> UserName {
        guard let name = UserName(text) else { throw ValidationError(rule) }
        return name
    }
}
