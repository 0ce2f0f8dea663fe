/// The head of an HTTP/1 answer on a connection that may stop being HTTP after it.
struct HTTPResponseHead: Hashable, Sendable {
    /// Not HTTP/1, or a head beyond `limit`.
    struct Malformed: Error, Hashable {}

    let status: Int
    /// Names in lower case; of several fields of one name the last.
    let fields: [String: String]
    /// In bytes, with the empty line: what comes after is not the head's.
    let length: Int

    /// In bytes, with the empty line.
    static let limit = 16 << 10

    /// - Returns: nil while the head is not complete.
    init?(_ bytes: [UInt8]) throws(Malformed) {
        guard let length = Self.end(of: bytes) else {
            guard bytes.count < Self.limit, Self.canBegin(bytes) else { throw Malformed() }
            return nil
        }
        guard length <= Self.limit else { throw Malformed() }
        let lines = bytes[..<(length - 4)].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
        let words = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, ["HTTP/1.1", "HTTP/1.0"].contains(words[0]), words[1].utf8.count == 3,
            let status = Int(words[1]), (100...599).contains(status)
        else { throw Malformed() }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { throw Malformed() }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields[line[..<colon].lowercased()] = String(value)
        }
        self.status = status
        self.fields = fields
        self.length = length
    }

    /// The body's length, where the head says it.
    var contentLength: Int? { fields["content-length"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 } }

    private static func end(of bytes: [UInt8]) -> Int? {
        let mark = [UInt8]("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...(bytes.count - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
            .map { $0 + mark.count }
    }

    /// So that a stream of something else is refused at once, not after `limit` bytes.
    private static func canBegin(_ bytes: [UInt8]) -> Bool {
        zip(bytes, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
    }
}
