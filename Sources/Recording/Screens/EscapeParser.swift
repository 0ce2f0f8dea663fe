/// Splits a terminal's output into characters, controls and sequences (ECMA-48 5, as terminals do it: controls inside a
/// sequence act at once, CAN and SUB end it, ESC begins a new one). Takes any bytes; what is no UTF-8 becomes U+FFFD.
struct EscapeParser: Sendable, Hashable {
    enum Action: Equatable {
        case nothing
        case print(UInt32)
        /// A C0 control.
        case control(UInt8)
        /// `intermediate` and `final` say which.
        case escape
        /// `leader`, `parameters`, `intermediate` and `final` say which.
        case sequence
        /// An operating system command; `string` holds it.
        case command
    }

    private enum State: Hashable {
        case ground
        /// Inside a character, with so many bytes to come.
        case character(missing: UInt8)
        case escape
        case sequence
        /// A sequence that breaks the rules: its end is awaited, and it means nothing.
        case ignored
        case string(isCommand: Bool)
        case stringEscape(isCommand: Bool)
    }

    private var state = State.ground
    private var scalar: UInt32 = 0
    private var smallest: UInt32 = 0

    private(set) var parameters = SequenceParameters()
    /// One of `<=>?`, or 0.
    private(set) var leader: UInt8 = 0
    /// 0 for none; 1 for several, which mean nothing here.
    private(set) var intermediate: UInt8 = 0
    private(set) var final: UInt8 = 0
    private(set) var string: [UInt8] = []
    /// What has come of the sequence that has not ended yet.
    private(set) var pending: [UInt8] = []

    /// Longer strings and sequences are read to their end, but their rest is forgotten.
    private static let longest = 1024

    var isGround: Bool { state == .ground }

    /// No character has begun.
    var isWhole: Bool {
        if case .character = state { false } else { true }
    }

    mutating func next(_ byte: UInt8) -> Action {
        switch state {
        case .ground: return ground(byte)
        case .character(let missing): return character(byte, missing: missing)
        default: break
        }
        // Controls act at once, so they are no part of what is still to come.
        if byte >= 0x20 || byte == 0x1B, pending.count < Self.longest { pending.append(byte) }
        switch byte {
        case 0x18, 0x1A:
            reset()
            return .nothing
        case 0x1B:
            return beginEscape()
        default: break
        }
        switch state {
        case .ground, .character: return .nothing
        case .escape: return escape(byte)
        case .sequence: return sequence(byte)
        case .ignored:
            if byte < 0x20 { return .control(byte) }
            if (0x40...0x7E).contains(byte) { reset() }
            return .nothing
        case .string(let isCommand):
            return string(byte, isCommand: isCommand)
        case .stringEscape(let isCommand):
            if byte == UInt8(ascii: "\\") {
                reset()
                return isCommand ? .command : .nothing
            }
            // The ESC was the begin of something else.
            pending = [0x1B, byte]
            beginSequence(.escape)
            return escape(byte)
        }
    }

    private mutating func reset() {
        state = .ground
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func beginSequence(_ state: State) {
        self.state = state
        leader = 0
        intermediate = 0
        parameters.removeAll()
    }

    private mutating func beginEscape() -> Action {
        if case .string(let isCommand) = state {
            state = .stringEscape(isCommand: isCommand)
        } else {
            pending.removeAll(keepingCapacity: true)
            pending.append(0x1B)
            beginSequence(.escape)
        }
        return .nothing
    }

    // MARK: - Characters

    private mutating func ground(_ byte: UInt8) -> Action {
        switch byte {
        case 0x1B: return beginEscape()
        case 0..<0x20: return .control(byte)
        case 0x20..<0x7F: return .print(UInt32(byte))
        case 0x7F: return .nothing
        case 0xC2..<0xE0: return beginCharacter(UInt32(byte & 0x1F), missing: 1, smallest: 0x80)
        case 0xE0..<0xF0: return beginCharacter(UInt32(byte & 0x0F), missing: 2, smallest: 0x800)
        case 0xF0..<0xF5: return beginCharacter(UInt32(byte & 0x07), missing: 3, smallest: 0x10000)
        default: return .print(0xFFFD)
        }
    }

    private mutating func beginCharacter(_ bits: UInt32, missing: UInt8, smallest: UInt32) -> Action {
        scalar = bits
        self.smallest = smallest
        state = .character(missing: missing)
        return .nothing
    }

    private mutating func character(_ byte: UInt8, missing: UInt8) -> Action {
        guard byte & 0xC0 == 0x80 else {
            // Broken off. The byte is given back by `isBroken`, so that nothing after it is lost.
            state = .ground
            isBroken = true
            return .print(0xFFFD)
        }
        scalar = scalar << 6 | UInt32(byte & 0x3F)
        guard missing == 1 else {
            state = .character(missing: missing - 1)
            return .nothing
        }
        state = .ground
        guard scalar >= smallest, let valid = Unicode.Scalar(scalar) else { return .print(0xFFFD) }
        return .print(valid.value)
    }

    /// The last byte ended a character too early, and must be given to `next` again.
    private(set) var isBroken = false

    mutating func takeBroken() -> Bool {
        defer { isBroken = false }
        return isBroken
    }

    // MARK: - Sequences

    private mutating func collect(intermediate byte: UInt8) {
        intermediate = intermediate == 0 ? byte : 1
    }

    private mutating func escape(_ byte: UInt8) -> Action {
        switch byte {
        case 0..<0x20: return .control(byte)
        case 0x20..<0x30:
            collect(intermediate: byte)
            return .nothing
        case UInt8(ascii: "[") where intermediate == 0:
            beginSequence(.sequence)
            return .nothing
        case UInt8(ascii: "]") where intermediate == 0:
            string.removeAll(keepingCapacity: true)
            state = .string(isCommand: true)
            return .nothing
        case UInt8(ascii: "P") where intermediate == 0, UInt8(ascii: "X") where intermediate == 0,
            UInt8(ascii: "^") where intermediate == 0, UInt8(ascii: "_") where intermediate == 0:
            state = .string(isCommand: false)
            return .nothing
        case 0x30..<0x7F:
            final = byte
            reset()
            return .escape
        case 0x7F: return .nothing
        default:
            // No sequence goes on with more than ASCII.
            reset()
            return .nothing
        }
    }

    private mutating func sequence(_ byte: UInt8) -> Action {
        switch byte {
        case 0..<0x20: return .control(byte)
        case 0x20..<0x30: collect(intermediate: byte)
        case _ where intermediate != 0 && byte < 0x40: state = .ignored
        case 0x30..<0x3A: parameters.append(digit: byte - 0x30)
        case 0x3A: parameters.separate(byColon: true)
        case 0x3B: parameters.separate(byColon: false)
        case 0x3C..<0x40:
            if leader == 0, parameters.count == 0 { leader = byte } else { state = .ignored }
        case 0x40..<0x7F:
            final = byte
            reset()
            return .sequence
        case 0x7F: break
        default: state = .ignored
        }
        return .nothing
    }

    private mutating func string(_ byte: UInt8, isCommand: Bool) -> Action {
        if byte == 0x07 {
            reset()
            return isCommand ? .command : .nothing
        }
        if isCommand, byte >= 0x20, string.count < Self.longest { string.append(byte) }
        return .nothing
    }
}
