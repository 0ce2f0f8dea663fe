import Glibc

/// Lines of an asciicast, being put together; of fixed size, for one thread.
///
/// Text is UTF-8 when it comes out, whatever comes in: bytes that are no UTF-8 become U+FFFD, and a character that is
/// cut is kept until its rest comes. Nearly all output is printable ASCII, so eight bytes at once are looked at.
@safe final class LineBuffer {
    private let bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    let capacity: Int

    /// A byte of text becomes at most `\u001b`.
    static let growth = 6
    /// A line beside its text: brackets, the time, the code, a kept beginning of a character.
    static let frame = 80

    init(capacity: Int) {
        self.capacity = capacity
        unsafe bytes = .allocate(capacity: capacity)
    }

    deinit {
        unsafe bytes.deallocate()
    }

    var written: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: bytes, count: count) }

    func removeAll() { count = 0 }

    /// Whether a line with so many bytes of text surely fits.
    func fits(_ textCount: Int) -> Bool { capacity - count >= textCount * Self.growth + Self.frame }

    // MARK: Lines

    /// Writes `[time, "code", "text"]` and the line's end. The line must fit.
    /// - Parameter time: microseconds.
    /// - Returns: whether there is a line: not where all of the text is kept for the next one.
    @discardableResult
    func append(
        _ kind: CastCode, at time: Int64, _ text: UnsafeRawBufferPointer, rest: inout UTF8Rest
    ) -> Bool {
        precondition(fits(text.count))
        let begin = count
        append(UInt8(ascii: "["))
        append(seconds: time)
        append(", \"")
        append(kind.rawValue)
        append("\", \"")
        let textBegin = count
        unsafe append(escaping: text, &rest)
        guard unsafe count > textBegin || text.isEmpty else {
            count = begin
            return false
        }
        append("\"]\n")
        return true
    }

    /// The same for text that is whole.
    func append(_ kind: CastCode, at time: Int64, _ text: String) {
        var rest = UTF8Rest()
        var text = text
        _ = text.withUTF8 { unsafe append(kind, at: time, UnsafeRawBufferPointer($0), rest: &rest) }
    }

    func append(_ text: StaticString) {
        unsafe memcpy(bytes + count, text.utf8Start, text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    private func append(_ byte: UInt8) {
        unsafe bytes[count] = byte
        count += 1
    }

    private func append(seconds time: Int64) {
        let time = UInt64(max(0, time))
        append(decimal: time / 1_000_000)
        append(UInt8(ascii: "."))
        var fraction = time % 1_000_000
        for place in stride(from: 5, through: 0, by: -1) {
            unsafe bytes[count + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction % 10)
            fraction /= 10
        }
        count += 6
    }

    private func append(decimal number: UInt64) {
        if number >= 10 { append(decimal: number / 10) }
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// - Returns: whether there is room for it.
    func append(bytes more: [UInt8]) -> Bool {
        guard capacity - count >= more.count else { return false }
        for byte in more { append(byte) }
        return true
    }

    // MARK: Text

    /// Writes `text` as the inside of a JSON string.
    func append(escaping text: UnsafeRawBufferPointer, _ rest: inout UTF8Rest) {
        guard let base = text.baseAddress, text.count > 0 else { return }
        let source = unsafe base.assumingMemoryBound(to: UInt8.self)
        var place = rest.count > 0 ? unsafe takeRest(&rest, source, text.count) : 0
        var target = unsafe bytes + count
        let end = text.count
        while place < end {
            while place + 8 <= end {
                let word = unsafe UnsafeRawPointer(source + place).loadUnaligned(as: UInt64.self)
                // Room for what is not plain is there too: each byte may become six.
                unsafe UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt64.self)
                let plain = Self.plainCount(word.littleEndian)
                place += plain
                unsafe target += plain
                if plain < 8 { break }
            }
            guard place < end else { break }
            let byte = unsafe source[place]
            if byte < 0x80 {
                unsafe target += Self.escape(byte, to: target)
                place += 1
                continue
            }
            if byte >= 0xE1, byte <= 0xEC {
                // Most characters of three bytes, one after the other.
                let begin = place
                while place + 3 <= end, unsafe Self.isPlainTriple(source + place) {
                    for _ in 0..<3 {
                        unsafe target.pointee = source[place]
                        unsafe target += 1
                        place += 1
                    }
                }
                if place > begin { continue }
            }
            switch unsafe UTF8Sequence(source + place, end - place) {
            case .whole(let length):
                for offset in 0..<length { unsafe target[offset] = source[place + offset] }
                unsafe target += length
                place += length
            case .wrong(let length):
                unsafe target += Self.putReplacement(target)
                place += length
            case .beginning(let length):
                for offset in 0..<length { unsafe rest.append(source[place + offset]) }
                place += length
            }
        }
        count = unsafe target - bytes
    }

    /// Writes a kept beginning for which no rest will come.
    func append(flushing rest: inout UTF8Rest) {
        guard rest.count > 0 else { return }
        count += unsafe Self.putReplacement(bytes + count)
        rest = UTF8Rest()
    }

    /// Goes on with a kept beginning.
    /// - Returns: how many bytes of `source` were used.
    private func takeRest(_ rest: inout UTF8Rest, _ source: UnsafePointer<UInt8>, _ available: Int) -> Int {
        var used = 0
        while used < available {
            var longer = rest
            unsafe longer.append(source[used])
            switch Self.sequence(longer) {
            case .beginning:
                rest = longer
                used += 1
            case .whole(let length):
                for place in 0..<length { append(longer[place]) }
                rest = UTF8Rest()
                return used + 1
            case .wrong:
                append(flushing: &rest)
                return used
            }
        }
        return used
    }

    private static func sequence(_ rest: UTF8Rest) -> UTF8Sequence {
        var bytes = rest.bytes.littleEndian
        return unsafe withUnsafeBytes(of: &bytes) { raw in
            guard let base = raw.baseAddress else { return .wrong(1) }
            return unsafe UTF8Sequence(base.assumingMemoryBound(to: UInt8.self), rest.count)
        }
    }

    /// How many of a word's bytes, from the lowest on, stand for themselves: not a control, quote, backslash or 0x80
    /// and above. The borrows of the subtractions only go upwards, so the lowest mark is exact.
    @inline(__always)
    private static func plainCount(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- ones &* 0x20) & ~word
        let marks =
            (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | word) & highs
        return marks.trailingZeroBitCount / 8
    }

    /// A whole character of three bytes whose second byte may be any that goes on.
    @inline(__always)
    private static func isPlainTriple(_ bytes: UnsafePointer<UInt8>) -> Bool {
        unsafe bytes[0] >= 0xE1 && bytes[0] <= 0xEC && bytes[1] & 0xC0 == 0x80 && bytes[2] & 0xC0 == 0x80
    }

    /// Writes one byte below 0x80, escaped where JSON asks for it.
    /// - Returns: how many bytes were written.
    @inline(__always)
    private static func escape(_ byte: UInt8, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let short: UInt8
        switch byte {
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0D: short = UInt8(ascii: "r")
        case 0x09: short = UInt8(ascii: "t")
        case 0x08: short = UInt8(ascii: "b")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x22, 0x5C: short = byte
        case 0..<0x20:
            // "\u00" and two digits.
            unsafe UnsafeMutableRawPointer(target).storeBytes(of: UInt32(0x3030_755C).littleEndian, as: UInt32.self)
            let low = byte & 0xF
            unsafe target[4] = UInt8(ascii: "0") + (byte >> 4)
            unsafe target[5] = low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + (low - 10)
            return 6
        default:
            unsafe target[0] = byte
            return 1
        }
        unsafe target[0] = 0x5C
        unsafe target[1] = short
        return 2
    }

    /// U+FFFD.
    private static func putReplacement(_ target: UnsafeMutablePointer<UInt8>) -> Int {
        unsafe target[0] = 0xEF
        unsafe target[1] = 0xBF
        unsafe target[2] = 0xBD
        return 3
    }
}
