/// Searches the text of a recording: `<id>.txt`, JSON Lines `{"t":seconds,"line":text}`, fed in pieces.
public struct RecordedText: Sendable {
    public struct Match: Sendable, Hashable {
        /// Seconds since the recording's begin at which the line was last seen.
        public var time: Double
        public var line: String
        /// Lines before it, oldest first.
        public var before: [String]
        public var after: [String]
    }

    /// - Parameters:
    ///   - pattern: plain text, no pattern characters.
    ///   - context: lines before and after each match.
    ///   - limit: of matches.
    public init(pattern: String, ignoringCase: Bool = false, context: Int = 0, limit: Int = 100) {}

    /// Whether nothing more can be found.
    public var isDone: Bool { true }

    public mutating func feed(_ bytes: ArraySlice<UInt8>) {}

    /// The matches, once all was fed.
    public mutating func finish() -> [Match] { [] }

    /// Searches a plain file.
    public static func search(
        _ pattern: String, in path: String, ignoringCase: Bool = false, context: Int = 0, limit: Int = 100
    ) throws -> [Match] { [] }
}
