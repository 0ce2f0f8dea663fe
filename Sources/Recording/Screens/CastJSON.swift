/// JSON as the lines of recordings and their indexes need it: a reader over UTF-8 bytes that never recurses and copies
/// only what is asked for, and the escaping of strings. Recordings are megabytes of such lines, so this is the hot path.
struct CastJSON {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let end: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        end = bytes.endIndex
    }

    /// Whether `byte` comes next, after white space. Takes it.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Whether only white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == end
    }

    private mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// A number. Digits that a `Double` cannot hold are rounded.
    mutating func number() -> Double? {
        skipSpace()
        let start = position
        let isNegative = position < end && bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let firstDigit = position
        var digits: UInt64 = 0
        var scale = 0
        var isFraction = false
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                // Eighteen digits fit; what follows them only counts before the point.
                if digits < 100_000_000_000_000_000 {
                    digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                    if isFraction { scale -= 1 }
                } else if !isFraction {
                    scale += 1
                }
            } else {
                break
            }
            position += 1
        }
        guard position > firstDigit else { return nil }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            return exponentNumber(from: start)
        }
        var value = Double(digits)
        if scale < 0 {
            value /= Self.powers[min(-scale, Self.powers.count - 1)]
        } else if scale > 0 {
            value *= Self.powers[min(scale, Self.powers.count - 1)]
        }
        return isNegative ? -value : value
    }

    /// A number that is none of a fraction, at least 0.
    mutating func integer() -> Int? {
        guard let value = number(), value >= 0, value < 9e15 else { return nil }
        return Int(exactly: value)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    ]

    /// The rare form, left to the standard library.
    private mutating func exponentNumber(from start: Int) -> Double? {
        var text = ""
        position = start
        while position < end, text.utf8.count < 64 {
            let byte = bytes[position]
            guard byte < 0x80, "+-.eE0123456789".utf8.contains(byte) else { break }
            text.unicodeScalars.append(Unicode.Scalar(byte))
            position += 1
        }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// A string, as UTF-8 with its escapes undone. Half a surrogate pair becomes U+FFFD.
    mutating func string() -> [UInt8]? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(min(end - position, 64 * 1024))
        while position < end {
            let start = position
            while position < end, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
                position += 1
            }
            text.append(contentsOf: bytes[start..<position])
            guard position < end else { return nil }
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\"") { return text }
            guard appendEscape(to: &text) else { return nil }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func appendEscape(to text: inout [UInt8]) -> Bool {
        guard position < end else { return false }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            guard let unit = hexUnit() else { return false }
            appendUnit(unit, to: &text)
        default: return false
        }
        return true
    }

    private mutating func hexUnit() -> UInt32? {
        guard position + 4 <= end else { return nil }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x41 + 10)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x61 + 10)
            default: return nil
            }
            position += 1
        }
        return unit
    }

    private mutating func appendUnit(_ unit: UInt32, to text: inout [UInt8]) {
        var value = unit
        if unit & 0xFC00 == 0xD800, position + 6 <= end, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let retreat = position
            position += 2
            if let low = hexUnit(), low & 0xFC00 == 0xDC00 {
                value = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
            } else {
                position = retreat
            }
        }
        Self.append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &text)
    }

    /// Passes over one value of any kind.
    mutating func skipValue() -> Bool {
        var depth = 0
        repeat {
            skipSpace()
            guard position < end else { return false }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                if depth < 0 { return false }
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return false }
                position += 1
            default:
                skipWord()
            }
        } while depth > 0
        return true
    }

    private mutating func skipString() -> Bool {
        position += 1
        while position < end {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    /// A number, true, false or null.
    private mutating func skipWord() {
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x09, 0x0A, 0x0D,
                UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""):
                return
            default: position += 1
            }
        }
    }
}
