import Testing

@testable import Recording

struct ScreenRepaintTests {
    @Test("A repaint of wild output shows the same and behaves the same afterwards", arguments: 0..<16 as Range<UInt64>)
    func wild(seed: UInt64) {
        var output = WildOutput(generator: SeededGenerator(state: seed))
        var sizes = SeededGenerator(state: seed ^ 0xABCD)
        var screen = Screen(
            columns: Int.random(in: 1...90, using: &sizes), rows: Int.random(in: 1...30, using: &sizes))
        for _ in 0..<30 {
            for _ in 0..<Int.random(in: 1...40, using: &sizes) { screen.feed(output.piece()) }
            if Int.random(in: 0..<8, using: &sizes) == 0 {
                screen.resize(
                    columns: Int.random(in: 1...90, using: &sizes), rows: Int.random(in: 1...30, using: &sizes))
            }
            #expect(screen.isWhole)
            var copy = screen.repainted()
            let difference = screen.differs(from: copy)
            #expect(difference == nil, "\(screen.repaint().suffix(300).debugDescription)")
            // What the eye does not see, such as a pending wrap, shows in what follows.
            let next = (0..<10).map { _ in output.piece() }.filter { !$0.hasSuffix("b") }.joined()
            copy.feed(next)
            screen.feed(next)
            let later = screen.differs(from: copy)
            #expect(later == nil, "after \(next.debugDescription)")
            guard difference == nil, later == nil else { return }
        }
    }

    @Test("Random bytes leave a valid screen that a repaint brings back", arguments: 0..<10 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var screen = Screen(columns: 20, rows: 6)
        for _ in 0..<60 {
            let escapes = Int.random(in: 0...1, using: &generator) == 0
            let bytes = (0..<200).flatMap { _ -> [UInt8] in
                let byte = UInt8.random(in: 0...255, using: &generator)
                return escapes && byte < 40 ? [0x1B, 0x5B, byte] : [byte]
            }
            // Whole characters, as recordings have them: half of one cannot be written down as text.
            screen.feed(String(decoding: bytes, as: UTF8.self))
            #expect(screen.isWhole)
            #expect(screen.differs(from: screen.repainted()) == nil)
        }
    }

    @Test("Output cut anywhere gives the same screen")
    func cuts() {
        var output = WildOutput(generator: SeededGenerator(state: 7))
        let bytes = Array((0..<400).map { _ in output.piece() }.joined().utf8)
        var whole = Screen(columns: 40, rows: 12)
        whole.feed(bytes)
        var single = Screen(columns: 40, rows: 12)
        for byte in bytes { single.feed([byte]) }
        #expect(whole.differs(from: single) == nil)
    }
}
