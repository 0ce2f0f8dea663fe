public import Containers
import Model

/// A hook as the settings name it.
public enum Hook: Hashable, Sendable {
    /// A program by its absolute path, and its arguments.
    case command([String])
    case webhook(WebHookURL)

    /// Reads `https://host/path` (or http) as a webhook and `/path/of/program argument 'another one'` as a command, whose
    /// words are split as a shell splits them; nothing is expanded.
    /// - Throws: `HookTextError`.
    public static func parse(_ text: String) throws(HookTextError) -> Hook {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            guard let url = WebHookURL(text) else { throw .badURL }
            return .webhook(url)
        }
        guard text.hasPrefix("/") else { throw .neither }
        // A C string would end there.
        guard !text.unicodeScalars.contains("\0") else { throw .badCharacter }
        do {
            return .command(try ShellWords.split(text))
        } catch {
            throw .unclosedQuote
        }
    }

    /// - Parameters:
    ///   - limit: how long it may take to answer.
    ///   - secret: signs what webhooks get; commands don't see it.
    public func hook(limit: Duration, secret: HookSecret?) -> any WorkspaceHook {
        switch self {
        case .command(let arguments): CommandHook(arguments: arguments, limit: limit)
        case .webhook(let url): WebHook(url: url, secret: secret, limit: limit)
        }
    }
}
