/// Searches the text of a recording: `<id>.txt`, JSON Lines `{"t":seconds,"line":text}`, fed in pieces of any length.
public struct RecordedText: Sendable {
    public struct Match: Sendable, Hashable {
        /// Seconds since the recording's begin at which the line was last seen.
        public var time: Double
        public var line: String
        /// Lines before it, oldest first.
        public var before: [String]
        public var after: [String]
    }

    private let pattern: TextPattern
    private let context: Int
    private let limit: Int

    private var buffer: [UInt8] = []
    /// The last lines in `buffer`, as many as the context has.
    private var recent: [Range<Int>] = []
    private var matches: [Match] = []
    /// The first match that still wants lines after it.
    private var open = 0

    /// - Parameters:
    ///   - pattern: plain text, no pattern characters. An empty one is nowhere.
    ///   - context: lines before and after each match.
    ///   - limit: of matches.
    public init(pattern: String, ignoringCase: Bool = false, context: Int = 0, limit: Int = 100) {
        self.pattern = TextPattern(pattern, ignoringCase: ignoringCase)
        self.context = max(0, context)
        self.limit = max(0, limit)
    }

    /// Whether nothing more can be found.
    public var isDone: Bool { matches.count >= limit && open == matches.count }

    public mutating func feed(_ bytes: [UInt8]) {
        feed(bytes[...])
    }

    public mutating func feed(_ bytes: ArraySlice<UInt8>) {
        let kept = recent.first?.lowerBound ?? start
        buffer.removeFirst(kept)
        recent = recent.map { $0.lowerBound - kept..<$0.upperBound - kept }
        start -= kept
        var searched = buffer.count
        buffer.append(contentsOf: bytes)
        while !isDone, let end = buffer[searched...].firstIndex(of: 0x0A) {
            take(start..<end)
            start = end + 1
            searched = start
        }
    }

    /// Of the line that is not whole yet, in `buffer`.
    private var start = 0

    /// The matches, once all was fed.
    public mutating func finish() -> [Match] {
        matches
    }

    private mutating func take(_ range: Range<Int>) {
        if open < matches.count, let text = Self.line(buffer[range])?.text {
            for index in open..<matches.count { matches[index].after.append(text) }
            while open < matches.count, matches[open].after.count >= context { open += 1 }
        }
        if matches.count < limit, pattern.mayMatch(buffer[range]), let line = Self.line(buffer[range]),
            pattern.matches(line.text)
        {
            let before = recent.compactMap { Self.line(buffer[$0])?.text }
            matches.append(Match(time: line.time, line: line.text, before: before, after: []))
            if context == 0 { open = matches.count }
        }
        guard context > 0 else { return }
        if recent.count == context { recent.removeFirst() }
        recent.append(range)
    }

    private static func line(_ line: ArraySlice<UInt8>) -> (time: Double, text: String)? {
        var json = CastJSON(line)
        guard json.take(UInt8(ascii: "{")), json.string() == Array("t".utf8), json.take(UInt8(ascii: ":")),
            let time = json.number(), json.take(UInt8(ascii: ",")), json.string() == Array("line".utf8),
            json.take(UInt8(ascii: ":")), let text = json.string(), json.take(UInt8(ascii: "}")), json.isAtEnd()
        else { return nil }
        return (time, String(decoding: text, as: UTF8.self))
    }

    /// Searches a plain file.
    public static func search(
        _ pattern: String, in path: String, ignoringCase: Bool = false, context: Int = 0, limit: Int = 100
    ) throws(IndexerFailure) -> [Match] {
        var search = RecordedText(pattern: pattern, ignoringCase: ignoringCase, context: context, limit: limit)
        let file = try IndexFile.reading(path)
        var offset = 0
        while !search.isDone {
            var piece: [UInt8] = []
            let count = try file.read(at: offset, count: 1024 * 1024, appendingTo: &piece)
            if count == 0 { break }
            search.feed(piece)
            offset += count
        }
        return search.finish()
    }
}
