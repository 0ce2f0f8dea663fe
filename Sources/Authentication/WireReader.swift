/// Reads the data types of RFC 4251 §5 from the front of a blob.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// `string`: four bytes of length and that many bytes.
    ///
    /// - Returns: nil if the blob is cut short.
    mutating func string() -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        let value = rest.dropFirst(4).prefix(length)
        rest = rest.dropFirst(4 + length)
        return value
    }

    /// `mpint`: the number of bits of a positive number.
    ///
    /// - Returns: nil if the blob is cut short, or the number is zero, negative or not in its shortest form.
    mutating func positiveIntegerBitCount() -> Int? {
        guard var bytes = string(), let first = bytes.first, first < 0x80 else { return nil }
        if first == 0 {
            bytes = bytes.dropFirst()
            guard let second = bytes.first, second >= 0x80 else { return nil }
        }
        return bytes.first.map { bytes.count * 8 - $0.leadingZeroBitCount }
    }
}
