extension CastJSON {
    /// Appends `text`, which is UTF-8, as a string with its quotes.
    static func appendString(_ text: [UInt8], to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        // Nearly all bytes stand for themselves and are copied together.
        var start = 0
        for (index, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F {
            line.append(contentsOf: text[start..<index])
            appendEscaped(byte, to: &line)
            start = index + 1
        }
        line.append(contentsOf: text[start...])
        line.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: line.append(UInt8(ascii: "n"))
        case 0x0D: line.append(UInt8(ascii: "r"))
        case 0x09: line.append(UInt8(ascii: "t"))
        case 0..<0x20, 0x7F:
            line.append(contentsOf: "u00".utf8)
            line.append(hexDigit(byte >> 4))
            line.append(hexDigit(byte & 15))
        default: line.append(byte)
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends seconds with six decimals.
    static func appendSeconds(_ seconds: Double, to line: inout [UInt8]) {
        let microseconds = UInt64(max(0, min(seconds, 1e12)) * 1e6 + 0.5)
        line.append(contentsOf: String(microseconds / 1_000_000).utf8)
        line.append(UInt8(ascii: "."))
        var divisor: UInt64 = 100_000
        while divisor > 0 {
            line.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: microseconds / divisor % 10))
            divisor /= 10
        }
    }

    static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
