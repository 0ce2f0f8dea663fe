/// The encoded terminal modes of a `pty-req` (RFC 4254 §8): opcode and value, in the client's order.
public struct TerminalModes: Hashable, Sendable {
    public private(set) var values: [(opcode: UInt8, value: UInt32)] = []

    public init() {}

    /// Reads `encoded`: opcodes 1 to 159 each followed by a 32-bit value, ended by opcode 0 (TTY_OP_END). Opcodes from
    /// 160 on are not defined and end the reading, as the RFC asks; so does a value cut short.
    public init(encoded: some Sequence<UInt8>) {
        var bytes = encoded.makeIterator()
        while let opcode = bytes.next(), opcode > 0, opcode < 160 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let byte = bytes.next() else { return }
                value = value << 8 | UInt32(byte)
            }
            values.append((opcode, value))
        }
    }

    public static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.values.elementsEqual(rhs.values, by: ==)
    }

    public func hash(into hasher: inout Hasher) {
        for (opcode, value) in values {
            hasher.combine(opcode)
            hasher.combine(value)
        }
    }
}
