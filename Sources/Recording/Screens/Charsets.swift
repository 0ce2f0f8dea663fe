/// The designated character sets G0 to G3 (ISO 2022) and which of them is in use.
struct Charsets: Sendable, Hashable {
    enum Designation: UInt8, Sendable, Hashable {
        case ascii = 0x42
        /// DEC Special Graphics.
        case drawing = 0x30
        case british = 0x41
    }

    private(set) var sets: [Designation] = [.ascii, .ascii, .ascii, .ascii]
    private(set) var active = 0
    /// SS2 or SS3: for the next character alone.
    private(set) var single: Int?

    /// Characters are what they seem.
    var isPlain: Bool { single == nil && sets[active] == .ascii }

    /// - Parameter slot: `(`, `)`, `*` or `+`, as ESC has it.
    mutating func designate(slot: UInt8, _ final: UInt8) {
        let index = Int(slot) - 0x28
        guard sets.indices.contains(index) else { return }
        // National sets are taken for ASCII, from which they differ little.
        sets[index] = Designation(rawValue: final) ?? .ascii
    }

    mutating func shift(to index: Int) { active = index }

    mutating func shiftOnce(to index: Int) { single = index }

    mutating func endShiftOnce() { single = nil }

    mutating func translate(_ value: UInt32) -> UInt32 {
        let set = sets[single ?? active]
        single = nil
        switch set {
        case .ascii: return value
        case .british: return value == 0x23 ? 0xA3 : value
        case .drawing:
            guard (0x5F...0x7E).contains(value) else { return value }
            return Self.drawing[Int(value - 0x5F)].value
        }
    }

    private static let drawing = Array(
        "\u{A0}◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·".unicodeScalars)

    /// Appends what brings a fresh terminal here.
    func appendSequences(to text: inout [UInt8]) {
        for (index, set) in sets.enumerated() where set != .ascii {
            text.append(contentsOf: [0x1B, 0x28 + UInt8(index), set.rawValue])
        }
        switch active {
        case 1: text.append(0x0E)
        case 2: text.append(contentsOf: "\u{1B}n".utf8)
        case 3: text.append(contentsOf: "\u{1B}o".utf8)
        default: break
        }
        switch single {
        case 2: text.append(contentsOf: "\u{1B}N".utf8)
        case 3: text.append(contentsOf: "\u{1B}O".utf8)
        default: break
        }
    }
}
