import Model

/// A `pty-req`'s size and modes in the words of stty(1), as both GNU's and busybox's understand them.
enum SttyArguments {
    /// `rows R cols C`, then the modes. Of an opcode given several times the last counts; unknown ones are skipped.
    static func make(size: TerminalSize, modes: TerminalModes) -> [String] {
        var last: [UInt8: UInt32] = [:]
        for (opcode, value) in modes.values { last[opcode] = value }
        let words = last.keys.sorted().flatMap { opcode in
            last[opcode].map { self.words(opcode, $0) } ?? []
        }
        return ["rows", "\(size.rows)", "cols", "\(size.columns)"] + words + speed(last)
    }

    private static func words(_ opcode: UInt8, _ value: UInt32) -> [String] {
        if let name = characters[opcode] { return [name, character(value)] }
        if let name = flags[opcode] { return [value == 0 ? "-\(name)" : name] }
        // A pseudo-terminal has eight bits and no parity. The kernel refuses the opposite, and stty would then fail
        // with all the rest.
        if opcode == 91, value != 0 { return ["cs8"] }
        return []
    }

    /// A control character: stty reads one printable character as itself, several digits as a code.
    private static func character(_ value: UInt32) -> String {
        switch value {
        case 1..<32: "^\(Character(Unicode.Scalar(UInt8(value) + 64)))"
        case 32..<127: String(Character(Unicode.Scalar(UInt8(value))))
        case 127: "^?"
        case 128..<255: "\(value)"
        // 255 is RFC 4254's "none", 0 is Linux's.
        default: "undef"
        }
    }

    /// A pseudo-terminal has one speed, and stty fails where two different ones are asked for.
    private static func speed(_ values: [UInt8: UInt32]) -> [String] {
        guard let speed = values[129] ?? values[128], speeds.contains(speed) else { return [] }
        return ["ispeed", "\(speed)", "ospeed", "\(speed)"]
    }

    /// VFLUSH, VDSUSP, VSTATUS and VDISCARD have no effect on Linux.
    private static let characters: [UInt8: String] = [
        1: "intr", 2: "quit", 3: "erase", 4: "kill", 5: "eof", 6: "eol", 7: "eol2", 8: "start", 9: "stop", 10: "susp",
        12: "rprnt", 13: "werase", 14: "lnext", 16: "swtch",
    ]

    /// PENDIN (62) is a state, not a setting; stty has no word for it.
    private static let flags: [UInt8: String] = [
        30: "ignpar", 31: "parmrk", 32: "inpck", 33: "istrip", 34: "inlcr", 35: "igncr", 36: "icrnl", 37: "iuclc",
        38: "ixon", 39: "ixany", 40: "ixoff", 41: "imaxbel", 42: "iutf8",
        50: "isig", 51: "icanon", 52: "xcase", 53: "echo", 54: "echoe", 55: "echok", 56: "echonl", 57: "noflsh",
        58: "tostop", 59: "iexten", 60: "echoctl", 61: "echoke",
        70: "opost", 71: "olcuc", 72: "onlcr", 73: "ocrnl", 74: "onocr", 75: "onlret",
        93: "parodd",
    ]

    private static let speeds: Set<UInt32> = [
        50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400,
        460_800, 500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000, 3_500_000,
        4_000_000,
    ]
}
