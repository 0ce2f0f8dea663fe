import Model
import Testing

@testable import Containers

struct SttyArgumentsTests {
    private static let size = TerminalSize(columns: 132, rows: 43)
    private static let sizeWords = ["rows", "43", "cols", "132"]

    private static func modes(_ values: [(UInt8, UInt32)]) -> TerminalModes {
        TerminalModes(
            encoded: values.flatMap { opcode, value in
                [opcode] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
            } + [0])
    }

    private func words(_ values: [(UInt8, UInt32)]) -> [String] {
        Array(SttyArguments.make(size: Self.size, modes: Self.modes(values)).dropFirst(4))
    }

    @Test("The size comes first, also where the client does not know it")
    func sizes() {
        #expect(SttyArguments.make(size: Self.size, modes: TerminalModes()) == Self.sizeWords)
        let unknown = SttyArguments.make(size: TerminalSize(columns: 0, rows: 0), modes: TerminalModes())
        #expect(unknown == ["rows", "0", "cols", "0"])
    }

    @Test(
        "A control character is written as stty reads it back",
        arguments: [
            (0, "undef"), (1, "^A"), (3, "^C"), (26, "^Z"), (27, "^["), (28, "^\\"), (31, "^_"), (32, " "), (0x33, "3"),
            (0x78, "x"), (127, "^?"), (128, "128"), (254, "254"), (255, "undef"), (256, "undef"), (.max, "undef"),
        ] as [(UInt32, String)])
    func characters(value: UInt32, word: String) {
        #expect(words([(1, value)]) == ["intr", word])
    }

    @Test(
        "Flags are switched on and off",
        arguments: [
            (30, "ignpar"), (36, "icrnl"), (41, "imaxbel"), (42, "iutf8"), (50, "isig"), (51, "icanon"), (53, "echo"),
            (61, "echoke"), (70, "opost"), (72, "onlcr"), (75, "onlret"),
        ] as [(UInt8, String)])
    func flags(opcode: UInt8, name: String) {
        #expect(words([(opcode, 1)]) == [name])
        #expect(words([(opcode, 0)]) == ["-" + name])
    }

    @Test(
        "What a pseudo-terminal cannot do, what has no word, and what is unknown is skipped",
        arguments: [
            (11, 3), (15, 3), (17, 3), (18, 3), (29, 1), (43, 1), (62, 1), (90, 1), (91, 0), (92, 1), (127, 1),
            (128, 12345), (129, 0), (159, 1),
        ] as [(UInt8, UInt32)])
    func skipped(opcode: UInt8, value: UInt32) {
        #expect(words([(opcode, value)]) == [])
    }

    @Test("Of several values the last counts, and speeds become one")
    func last() {
        #expect(
            words([(53, 1), (128, 9600), (53, 0), (129, 38400)]) == ["-echo", "ispeed", "38400", "ospeed", "38400"])
        #expect(words([(128, 9600)]) == ["ispeed", "9600", "ospeed", "9600"])
    }

    @Test("GNU's and busybox's stty take every word", arguments: ["/usr/bin/stty", "/usr/bin/busybox"])
    func real(program: String) throws {
        let characters = [3, 28, 127, 21, 4, 255, 255, 17, 19, 26, 0, 18, 23, 22, 0, 0].map(UInt32.init)
        let flags = (30...75).map { (UInt8($0), UInt32($0 % 3 == 0 ? 0 : 1)) }
        let all = zip(UInt8(1)..., characters).map { ($0, $1) } + flags + [(90, 1), (91, 1), (92, 0), (93, 0)]
        let words = SttyArguments.make(size: Self.size, modes: Self.modes(all + [(128, 38400), (129, 38400)]))
        let applet = program.hasSuffix("busybox") ? ["stty"] : []
        let process = try HostProcess([program] + applet + words, terminal: true)
        #expect(try process.end() == 0, "\(process.text)")
    }

    @Test("Each control character arrives on a real terminal", arguments: ["/usr/bin/stty", "/usr/bin/busybox"])
    func realCharacters(program: String) throws {
        let applet = program.hasSuffix("busybox") ? "busybox stty" : "stty"
        for (value, shown) in [(3, "^C"), (127, "^?"), (32, " "), (0x33, "3"), (200, "M-H"), (255, "<undef>")] {
            let words = SttyArguments.make(size: Self.size, modes: Self.modes([(1, UInt32(value))]))
            let script = applet + #" "$@" && stty -a && stty size"#
            let process = try HostProcess(["/bin/sh", "-c", script, "sh"] + words, terminal: true)
            #expect(try process.end() == 0)
            #expect(process.text.contains("intr = \(shown);"))
            #expect(process.text.contains("43 132\r\n"))
        }
    }
}
