/// Takes a message apart; every read is checked against what is left.
struct MessageReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func byte() throws(MalformedMessage) -> UInt8 {
        guard let byte = rest.popFirst() else { throw MalformedMessage() }
        return byte
    }

    mutating func boolean() throws(MalformedMessage) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw MalformedMessage()
        }
    }

    mutating func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws(MalformedMessage) -> T {
        let size = T.bitWidth / 8
        guard rest.count >= size else { throw MalformedMessage() }
        var value: T = 0
        for byte in rest.prefix(size) { value = value << 8 | T(truncatingIfNeeded: byte) }
        rest.removeFirst(size)
        return value
    }

    mutating func text() throws(MalformedMessage) -> [UInt8] {
        let count = Int(try integer(UInt32.self))
        guard count <= rest.count else { throw MalformedMessage() }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }

    func end() throws(MalformedMessage) {
        guard rest.isEmpty else { throw MalformedMessage() }
    }
}

/// Puts a message together.
struct MessageWriter {
    private(set) var bytes: [UInt8]

    init(kind: UInt8) {
        bytes = [kind]
    }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: some FixedWidthInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ text: [UInt8]) {
        write(UInt32(truncatingIfNeeded: text.count))
        bytes += text
    }
}
