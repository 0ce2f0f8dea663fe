/// A command line split into words as a shell does it: blanks, quotes and backslashes, nothing else.
public enum ShellWords {
    public enum Failure: Error, Hashable, CustomStringConvertible {
        case unclosedQuote

        public var description: String { "a quote is not closed" }
    }

    /// - Throws: `Failure`.
    public static func split(_ text: String) throws(Failure) -> [String] {
        var words: [String] = []
        // nil between words; '' is an empty one.
        var word: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            switch (character, quote) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case ("\\", nil):
                // A backslash at the end stands for itself.
                word = (word ?? "") + String(characters.next() ?? "\\")
            case ("\\", "\""):
                guard let next = characters.next() else { throw .unclosedQuote }
                // Within double quotes it keeps its meaning before few characters.
                word = (word ?? "") + ("\"\\$`".contains(next) ? String(next) : "\\" + String(next))
            case (_, nil) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw .unclosedQuote }
        if let word { words.append(word) }
        return words
    }
}
