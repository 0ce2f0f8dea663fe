/// One thing that is wrong with a log.
public struct EventLogFault: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The line is not the one that was written.
        case changed
        /// The line after it was changed, and what it carries does not fit this line: this one may have been, too.
        case unproven
        /// Lines with these numbers are missing before this line.
        case missing(ClosedRange<UInt64>)
        /// The line, which has this number, does not stand after the one that was written before it.
        case reordered(sequence: UInt64)
        /// A line with this number stands further up.
        case repeated(sequence: UInt64)
        /// The line is no event: cut short, or not JSON.
        case malformed
        /// The last lines are missing, after this one: `sessions.head` tells of them.
        case missingAtEnd(ClosedRange<UInt64>)
        /// `sessions.head` is missing or damaged: whether the last lines are there is not known.
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

    /// `sessions-2026-11-21.jsonl:12: the line was changed`.
    public var description: String {
        let place = line == 0 ? file : "\(file):\(line)"
        let words =
            switch kind {
            case .changed: "the line was changed"
            case .unproven: "the line may have been changed, for the next one was"
            case .missing(let numbers): "\(Self.words(numbers)) missing before this one"
            case .reordered(let sequence): "event \(sequence) stands in the wrong place"
            case .repeated(let sequence): "event \(sequence) is here again"
            case .malformed: "the line is no event"
            case .missingAtEnd(let numbers): "\(Self.words(numbers)) missing after this one"
            case .headUnusable: "missing or damaged, so whether the last events are there is not known"
            }
        return "\(place): \(words)"
    }

    private static func words(_ numbers: ClosedRange<UInt64>) -> String {
        numbers.count == 1
            ? "event \(numbers.lowerBound) is" : "events \(numbers.lowerBound) to \(numbers.upperBound) are"
    }
}
