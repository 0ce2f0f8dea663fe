import struct Foundation.Data

/// The text of a `.pub` file: one line of key type, base64 and comment.
public struct AuthorizedKeyLine: Hashable, Sendable {
    /// In bytes of UTF-8.
    public static let longestComment = 255

    public let key: PublicKey
    /// Without control characters, so that printing it does nothing to a terminal. May be empty.
    public let comment: String

    /// Empty lines and lines that start with `#` are skipped; one line must be left.
    public init(_ text: String) throws(PublicKeyError) {
        guard !text.contains("PRIVATE KEY-----"), !text.contains("PuTTY-User-Key-File") else { throw .privateKey }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: Self.isBlank) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard let line = lines.first else { throw .empty }
        guard !line.hasPrefix("---- BEGIN"), !line.hasPrefix("-----BEGIN") else { throw .otherFormat }
        guard lines.count == 1 else { throw .severalKeys }

        let words = line.split(maxSplits: 2, whereSeparator: Self.isBlank)
        let type: KeyType
        do {
            type = try PublicKey.type(named: words[0])
        } catch {
            throw Self.hasKeyTypeLater(line) && error == .unknownType ? .options : error
        }
        guard words.count > 1, let blob = Data(base64Encoded: String(words[1])) else { throw .brokenBase64 }
        key = try PublicKey(blob: Array(blob))
        guard key.type == type else { throw .typeMismatch }
        comment = try Self.comment(words.count > 2 ? String(words[2]) : "")
    }

    /// Checks a comment that did not come with the key.
    public static func comment(_ text: String) throws(PublicKeyError) -> String {
        let comment = String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        let isPlain = comment.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard isPlain, comment.utf8.count <= longestComment else { throw .comment }
        return comment
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    /// An authorized_keys line may start with options; then the type is a later word.
    private static func hasKeyTypeLater(_ line: Substring) -> Bool {
        line.split(whereSeparator: isBlank).dropFirst().contains { word in
            (try? PublicKey.type(named: word)) != nil || word == KeyType.dsa
                || word.hasSuffix(KeyType.certificateSuffix)
        }
    }
}
