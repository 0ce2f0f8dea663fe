import ArgumentParser
import Model

extension ProfileName {
    /// For `@Argument(transform:)`.
    static func argument(_ text: String) throws -> ProfileName {
        guard text != SettingsFile.noName, let name = ProfileName(text) else {
            throw ValidationError("\(rule); it is not \(SettingsFile.noName)")
        }
        return name
    }
}
