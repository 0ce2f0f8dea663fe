import Containers
import Hooks

/// The section `hooks`.
struct HookSettings: Sendable {
    /// Each can be parsed.
    var texts: [HookCall.Event: [String]] = [:]
    /// How long each may take.
    var limit: Duration = .seconds(30)
    /// Absolute.
    var secretFile: String?
}

extension Setting<Settings> {
    static func hooks(_ event: HookCall.Event) -> Self {
        words("hooks.\(event.rawValue)", "commands that begin with an absolute path, and http:// or https:// URLs") {
            settings, texts in
            guard texts.allSatisfy({ (try? Hook.parse($0)) != nil }) else { return false }
            settings.hooks.texts[event] = texts.isEmpty ? nil : texts
            return true
        }
    }
}
