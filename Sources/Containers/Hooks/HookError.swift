import Model

/// A hook did not say yes.
public enum HookError: Error, Hashable, CustomStringConvertible {
    /// It said no, with these words of its own: fit to be shown, see `printable(_:)`.
    case refused(text: String)
    /// It could not be asked, or gave no answer. For the operator: the hook's name and what went wrong with it, never
    /// its arguments, the rest of its URL or its secret.
    case failed(cause: String)

    public var description: String {
        switch self {
        case .refused(let text): "refused: \(text)"
        case .failed(let cause): "failed: \(cause)"
        }
    }

    /// The longest text that is kept, in Unicode scalars.
    public static let longestText = 500

    /// `text` on one line: blanks and line breaks in a row are one blank, control and format characters (among them those
    /// that turn the direction of text) and what is no character are gone, and it ends after `longestText` scalars.
    public static func printable(_ text: String) -> String {
        let words = text.unicodeScalars.split { $0.properties.isWhitespace }
            .map { word in String(String.UnicodeScalarView(word.filter(\.isPrintable))) }
            .filter { !$0.isEmpty }
        return String(String.UnicodeScalarView(words.joined(separator: " ").unicodeScalars.prefix(longestText)))
    }
}
