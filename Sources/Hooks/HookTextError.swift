/// What is wrong with a hook's text in the settings. Says what is expected, never the text, which may hold a secret.
public enum HookTextError: Error, Hashable, CustomStringConvertible {
    /// Neither a URL nor a path.
    case neither
    case badURL
    case unclosedQuote
    case badCharacter

    public var description: String {
        switch self {
        case .neither:
            "a hook is a command, which begins with the program's absolute path, or a URL that begins with http:// or "
                + "https://"
        case .badURL:
            "a webhook's URL is http:// or https:// with a host, without a user's name, a password, blanks or a fragment"
        case .unclosedQuote: "a quote is not closed"
        case .badCharacter: "a command has no NUL character"
        }
    }
}
