import Foundation

enum Environment {
    /// - Returns: nil where the variable is absent or empty.
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
