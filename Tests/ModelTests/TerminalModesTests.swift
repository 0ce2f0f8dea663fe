import Model
import Testing

struct TerminalModesTests {
    private func read(_ bytes: [UInt8]) -> [[UInt32]] {
        TerminalModes(encoded: bytes).values.map { [UInt32($0.opcode), $0.value] }
    }

    @Test("opcodes and values come out in the client's order")
    func order() {
        #expect(read([53, 0, 0, 0, 1, 1, 0, 0, 0, 3, 0]) == [[53, 1], [1, 3]])
        #expect(read([128, 0x00, 0x01, 0x02, 0x03, 0]) == [[128, 0x0001_0203]])
        #expect(read([159, 0xFF, 0xFF, 0xFF, 0xFF, 0]) == [[159, .max]])
    }

    @Test("opcode 0 ends the reading, as does any from 160 on")
    func end() {
        #expect(read([]) == [])
        #expect(read([0, 1, 0, 0, 0, 3]) == [])
        #expect(read([1, 0, 0, 0, 3, 160, 0, 0, 0, 1, 2, 0, 0, 0, 4, 0]) == [[1, 3]])
        #expect(read([1, 0, 0, 0, 3, 255]) == [[1, 3]])
    }

    @Test("a value cut short is left out, what came before stays", arguments: 1...4)
    func cutShort(length: Int) {
        let bytes: [UInt8] = [1, 0, 0, 0, 3] + [UInt8](repeating: 2, count: length)
        #expect(read(bytes) == [[1, 3]])
    }

    @Test("without TTY_OP_END everything is read")
    func noEnd() {
        #expect(read([1, 0, 0, 0, 3, 2, 0, 0, 0, 4]) == [[1, 3], [2, 4]])
    }

    @Test("equal means the same values in the same order")
    func equality() {
        let modes = TerminalModes(encoded: [1, 0, 0, 0, 3, 2, 0, 0, 0, 4, 0])
        #expect(modes == TerminalModes(encoded: [1, 0, 0, 0, 3, 2, 0, 0, 0, 4]))
        #expect(modes.hashValue == TerminalModes(encoded: [1, 0, 0, 0, 3, 2, 0, 0, 0, 4]).hashValue)
        #expect(modes != TerminalModes(encoded: [2, 0, 0, 0, 4, 1, 0, 0, 0, 3, 0]))
        #expect(modes != TerminalModes())
    }
}
