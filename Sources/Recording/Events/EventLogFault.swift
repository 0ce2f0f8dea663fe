/// One thing that is wrong with a log.
public struct EventLogFault: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The line is not the one that was written.
        case changed
        /// Lines with these numbers are missing before this line.
        case missing(ClosedRange<UInt64>)
        /// The line stands in another place than it was written at.
        case reordered(sequence: UInt64)
        /// The line is there twice.
        case repeated(sequence: UInt64)
        /// The line is no event: cut short, or not JSON.
        case malformed
        /// The last lines are missing, after this line.
        case missingAtEnd(ClosedRange<UInt64>)
        /// `sessions.head` is missing or damaged: whether the last lines are missing is unknown.
        case headUnusable
    }

    /// The file's name in the folder.
    public let file: String
    /// From 1; 0 for the whole file.
    public let line: Int
    public let kind: Kind

    public init(file: String, line: Int, kind: Kind) {
        self.file = file
        self.line = line
        self.kind = kind
    }

    public var description: String { "\(file):\(line): \(kind)" }
}
