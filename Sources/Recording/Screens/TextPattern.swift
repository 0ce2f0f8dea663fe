/// A text that is looked for in lines of JSON, before they are decoded where that is possible: nearly none match.
struct TextPattern: Sendable {
    private let text: String
    private let ignoresCase: Bool
    /// As it is written inside a JSON string, folded; empty where only the decoded line can tell.
    private let escaped: [UInt8]
    private let fold: [UInt8]

    init(_ text: String, ignoringCase: Bool) {
        ignoresCase = ignoringCase
        self.text = ignoringCase ? text.lowercased() : text
        fold = (0...255).map { byte in
            ignoringCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
        var escaped: [UInt8] = []
        // Without regard to case some letters beyond ASCII stand for others, among them for k and s.
        if !ignoringCase || text.utf8.allSatisfy({ $0 < 0x80 && ![0x6B, 0x73].contains($0 | 0x20) }) {
            CastJSON.appendString(Array(self.text.utf8), to: &escaped)
            escaped = Array(escaped.dropFirst().dropLast())
        }
        self.escaped = escaped
    }

    /// Whether the line, still encoded, can hold the text.
    func mayMatch(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = escaped.first else { return !text.isEmpty }
        guard line.count >= escaped.count else { return false }
        let last = line.endIndex - escaped.count
        var index = line.startIndex
        while index <= last {
            if fold[Int(line[index])] == first {
                var matched = 1
                while matched < escaped.count, fold[Int(line[index + matched])] == escaped[matched] { matched += 1 }
                if matched == escaped.count { return true }
            }
            index += 1
        }
        return false
    }

    func matches(_ line: String) -> Bool {
        (ignoresCase ? line.lowercased() : line).utf8Contains(text)
    }
}

extension String {
    /// By bytes, not by characters: a mark that joins what was looked for does not hide it.
    fileprivate func utf8Contains(_ other: String) -> Bool {
        let (text, pattern) = (Array(utf8), Array(other.utf8))
        guard let first = pattern.first, text.count >= pattern.count else { return false }
        return (0...text.count - pattern.count).contains { start in
            text[start] == first && text[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
