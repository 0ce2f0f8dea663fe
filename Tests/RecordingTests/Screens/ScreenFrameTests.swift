import Testing

@testable import Recording

struct ScreenFrameTests {
    private func screen(_ output: String, columns: Int, rows: Int) -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        screen.feed(output)
        return screen
    }

    @Test("A smaller screen gets a border, and the status line says its size")
    func smaller() {
        let frame = ScreenFrame(
            of: screen("ab\r\ncd", columns: 4, rows: 2), columns: 16, rows: 5, title: "bob\u{1B}]0;x\u{7}")
        var terminal = Screen(columns: 16, rows: 5)
        terminal.feed(frame.difference(from: nil))
        #expect(terminal.trimmedRows == ["ab  │", "cd  │", "────┘", "", " bob]0;x    4x2"])
        #expect(terminal.cursorPosition == (1, 2))
    }

    @Test("Of a larger screen the part with the cursor is shown, and the status line says which")
    func larger() {
        var watched = Screen(columns: 200, rows: 60)
        watched.feed("top\u{1B}[60;200Hx\u{1B}[60;199H")
        let frame = ScreenFrame(of: watched, columns: 60, rows: 11, title: "t")
        var terminal = Screen(columns: 60, rows: 11)
        terminal.feed(frame.difference(from: nil))
        #expect(terminal.rowTexts[9].hasSuffix("x"))
        #expect(terminal.rowTexts[10].hasSuffix("200x60, shown: 141-200, 51-60"))
        #expect(terminal.cursorPosition == (9, 58))
        watched.feed("\u{1B}[H")
        terminal.feed(ScreenFrame(of: watched, columns: 60, rows: 11, title: "t").difference(from: frame))
        #expect(terminal.rowTexts[0] == "top")
    }

    @Test("The part that is shown always holds the cursor and never leaves the screen")
    func offsets() {
        for viewport in 1...12 {
            for size in viewport...30 {
                for cursor in 0..<size {
                    let offset = ScreenFrame.offset(cursor: cursor, screen: size, viewport: viewport)
                    #expect((offset..<offset + viewport).contains(cursor) && offset >= 0 && offset + viewport <= size)
                }
            }
        }
    }

    @Test(
        "Differences in a row, whatever the output, leave the terminal with the last frame",
        arguments: 0..<8 as Range<UInt64>)
    func differences(seed: UInt64) {
        var output = WildOutput(generator: SeededGenerator(state: seed))
        var watched = Screen(columns: 50, rows: 20)
        let (columns, rows) = seed % 2 == 0 ? (30, 10) : (70, 30)
        var terminal = Screen(columns: columns, rows: rows)
        terminal.feed(ScreenFrame.begin)
        var last: ScreenFrame?
        for round in 0..<60 {
            for _ in 0..<10 { watched.feed(output.piece()) }
            if round == 40 { watched.resize(columns: 20, rows: 8) }
            let frame = ScreenFrame(of: watched, columns: columns, rows: rows, title: "watched")
            terminal.feed(frame.difference(from: last))
            last = frame
            #expect(terminal.grid == frame.grid)
            #expect(terminal.showsCursor == (frame.cursor != nil))
            if let cursor = frame.cursor { #expect(terminal.cursorPosition == cursor) }
            #expect(frame.difference(from: frame) == "")
        }
        terminal.feed(ScreenFrame.end)
        #expect(terminal.trimmedRows == [] && terminal.modes == ScreenModes())
    }

    @Test("A change of one character costs few bytes")
    func small() {
        var watched = screen("hello", columns: 80, rows: 24)
        let first = ScreenFrame(of: watched, columns: 100, rows: 40, title: "t")
        watched.feed("!")
        let second = ScreenFrame(of: watched, columns: 100, rows: 40, title: "t")
        #expect(second.difference(from: first).utf8.count < 40)
    }
}
