/// What the bytes at one place are in UTF-8 (RFC 3629; Unicode 3.9, "maximal subparts").
enum UTF8Sequence: Equatable {
    /// One character of so many bytes, 1 to 4.
    case whole(Int)
    /// The beginning of a character; the rest has not come.
    case beginning(Int)
    /// So many bytes that no character begins with, to be shown as one U+FFFD.
    case wrong(Int)

    /// - Parameter count: how many bytes there are; at least 1.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        let first = unsafe bytes[0]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0..<0x80:
            self = .whole(1)
            return
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            // No longer form than needed, and no surrogate.
            if first == 0xE0 { second = 0xA0...0xBF } else if first == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { second = 0x90...0xBF } else if first == 0xF4 { second = 0x80...0x8F }
        default:
            self = .wrong(1)
            return
        }
        guard count > 1 else {
            self = .beginning(1)
            return
        }
        guard unsafe second.contains(bytes[1]) else {
            self = .wrong(1)
            return
        }
        for place in 2..<max(length, 2) {
            guard place < count else {
                self = .beginning(place)
                return
            }
            guard unsafe bytes[place] & 0xC0 == 0x80 else {
                self = .wrong(place)
                return
            }
        }
        self = .whole(length)
    }
}
