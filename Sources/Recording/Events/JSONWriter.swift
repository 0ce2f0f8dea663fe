/// Writes JSON (RFC 8259) member by member, in the order of the calls.
struct JSONWriter {
    private(set) var bytes: [UInt8]
    /// The length in UTF-8 bytes of texts that were cut, by their member's name.
    private(set) var cutTexts: [(name: String, length: Int)] = []
    private var needsComma = false

    /// A longer text is cut where its escaped form would be longer, in bytes.
    static let textLimit = 4096

    init() {
        bytes = []
        bytes.reserveCapacity(512)
    }

    mutating func beginObject() {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    mutating func beginObject(_ name: String) {
        writeName(name)
        beginObject()
    }

    mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    mutating func write(_ name: String, _ number: some BinaryInteger) {
        writeName(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func write(_ name: String, _ flag: Bool) {
        writeName(name)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    mutating func writeNull(_ name: String) {
        writeName(name)
        bytes.append(contentsOf: "null".utf8)
    }

    /// In whole microseconds.
    mutating func write(_ name: String, _ duration: Duration) {
        write(name, duration.microseconds)
    }

    mutating func write(_ name: String, _ time: EventTime) {
        writeName(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: time.text)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func write(_ name: String, _ text: String) {
        writeName(name)
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        let utf8 = text.utf8
        // Most texts are as plain as that.
        if utf8.count <= Self.textLimit, utf8.allSatisfy(Self.isPlain) { return bytes.append(contentsOf: utf8) }
        let begin = bytes.count
        for scalar in text.unicodeScalars {
            let end = bytes.count
            append(scalar)
            guard bytes.count - begin <= Self.textLimit else {
                bytes.removeSubrange(end...)
                return cutTexts.append((name, utf8.count))
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    mutating func write(_ name: String, _ text: String?) {
        if let text { write(name, text) }
    }

    /// As it is.
    mutating func writeRaw(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
    }

    /// The name and its colon, with a comma before where one belongs.
    mutating func writeName(_ name: String) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\":
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        case _ where scalar.isUnsafeOnTerminals: appendEscape(scalar)
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// `\u001b`. All of them are in the basic plane.
    private mutating func appendEscape(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(hexDigit(UInt8(scalar.value >> UInt32(shift) & 0xF))) }
    }
}

extension Unicode.Scalar {
    /// Whether it could command a terminal or reorder what is shown: RFC 8259 §7 wants only those below U+0020 escaped,
    /// but people look at logs with `tail -f`.
    var isUnsafeOnTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Marks, embeddings, overrides and isolates of bidirectional text, line and paragraph separators, BOM.
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x61C, 0xFEFF: true
        default: false
        }
    }
}

/// Lower case; of the low four bits.
func hexDigit(_ value: UInt8) -> UInt8 {
    let value = value & 0xF
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
