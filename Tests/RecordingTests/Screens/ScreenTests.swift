import Testing

@testable import Recording

struct ScreenTests {
    private func screen(_ output: String, columns: Int = 10, rows: Int = 4) -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        screen.collectsLines = true
        screen.feed(output)
        return screen
    }

    @Test("Text wraps at the last column, once another character comes")
    func wrapping() {
        let full = screen("0123456789")
        #expect(full.cursorPosition == (0, 9))
        #expect(full.trimmedRows == ["0123456789"])
        #expect(screen("0123456789a").trimmedRows == ["0123456789", "a"])
        #expect(screen("\u{1B}[?7l0123456789ab").trimmedRows == ["012345678b"])
        #expect(screen("012345678\u{4E2D}").trimmedRows == ["012345678", "\u{4E2D}"])
    }

    @Test("Wide characters take two columns, and half of one never stays")
    func wide() {
        #expect(screen("\u{4E2D}x").cursorPosition == (0, 3))
        #expect(screen("\u{4E2D}\u{6587}\u{1B}[1;2Hx").trimmedRows == [" x\u{6587}"])
        #expect(screen("\u{4E2D}\u{6587}\u{1B}[1;3Hx").trimmedRows == ["\u{4E2D}x"])
        #expect(screen("\u{4E2D}\u{6587}\u{1B}[1;2H\u{1B}[P").isWhole)
    }

    @Test(
        "Characters take as many columns as other terminals give them",
        arguments: [
            ("a", 1), ("\u{E9}", 1), ("\u{AD}", 1), ("─", 1), ("\u{4E2D}", 2), ("\u{AC00}", 2), ("\u{FF21}", 2),
            ("\u{1F600}", 2), ("\u{26A0}", 1), ("\u{231A}", 2), ("\u{1F1E9}", 1), ("\u{301}", 0), ("\u{200B}", 0),
            ("\u{FE0F}", 0), ("\u{200D}", 0), ("\u{202E}", 0), ("\u{85}", 0), ("\u{600}", 1), ("\u{20000}", 2),
        ])
    func widths(character: String, columns: Int) {
        #expect(screen("x" + character).cursorPosition == (0, 1 + columns))
    }

    @Test("Marks join the character before the cursor, also in the last column")
    func marks() {
        #expect(screen("e\u{301}x").trimmedRows == ["e\u{301}x"])
        #expect(screen("012345678e\u{301}").trimmedRows == ["012345678e\u{301}"])
        #expect(screen("\u{301}x").trimmedRows == ["x"])
    }

    @Test("Lines scroll off at the top, whole screens leave when erased, and both are told in order")
    func lines() {
        var lines = screen("one\r\ntwo\r\nthree\r\nfour\r\nfive\u{1B}[H\u{1B}[2Jsix")
        #expect(
            lines.takeLines().map { String(decoding: $0, as: UTF8.self) } == ["one", "two", "three", "four", "five"])
        #expect(lines.takeLines().isEmpty)
        #expect(lines.trimmedRows == ["six"])
    }

    @Test("The alternate screen leaves the primary one as it was, cursor and pen included")
    func alternate() {
        var screen = screen("ab\u{1B}[31m\u{1B}[?1049h\u{1B}[2J\u{1B}[Hvim\u{1B}[0m")
        #expect(screen.isAlternate)
        #expect(screen.trimmedRows == ["vim"])
        screen.feed("\u{1B}[?1049lc")
        #expect(!screen.isAlternate)
        #expect(screen.trimmedRows == ["abc"])
        #expect(screen.style.foreground == .indexed(1))
        #expect(screen.takeLines().map { String(decoding: $0, as: UTF8.self) } == ["vim"])
    }

    @Test("A region scrolls alone, and insertion and deletion of lines stay within it")
    func regions() {
        #expect(screen("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[3;1H\ne").trimmedRows == ["a", "c", "e", "d"])
        #expect(screen("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[2;1H\u{1B}[L").trimmedRows == ["a", "", "b", "d"])
        let margins = "\u{1B}[?69h\u{1B}[3;5s"
        #expect(screen("0123456\r\nabcdefg" + margins + "\u{1B}[1;3H\u{1B}[M").trimmedRows == ["01cde56", "ab   fg"])
    }

    @Test("DEC's line drawing becomes the characters it stands for")
    func drawing() {
        #expect(screen("\u{1B}(0lqk\u{1B}(Bq").trimmedRows == ["┌─┐q"])
        #expect(screen("\u{1B})0\u{E}x\u{F}x").trimmedRows == ["│x"])
    }

    @Test("The last character is repeated, but never without end")
    func repetition() {
        #expect(screen("ab\u{1B}[3b").trimmedRows == ["abbbb"])
        #expect(screen("\u{1B}[5bx").trimmedRows == ["x"])
        #expect(screen("a\u{1B}[99999b").trimmedRows.count == 4)
    }

    @Test("Strings, unknown sequences and broken characters leave no trace but U+FFFD")
    func noise() {
        #expect(
            screen("a\u{1B}]52;c;Zm9v\u{7}b\u{1B}P1;2|x\u{1B}\\c\u{1B}[>4;1m\u{1B}[?2026hd").trimmedRows == ["abcd"])
        var screen = Screen(columns: 10, rows: 2)
        screen.feed([0x61, 0xE4, 0x62, 0xFF, 0xC0, 0x63])
        #expect(screen.trimmedRows == ["a\u{FFFD}b\u{FFFD}\u{FFFD}c"])
        screen.feed("\u{1B}[" + String(repeating: ";", count: 5000) + "mx")
        #expect(screen.trimmedRows == ["a\u{FFFD}b\u{FFFD}\u{FFFD}cx"])
    }

    @Test("The title is kept without controls")
    func title() {
        #expect(screen("\u{1B}]0;a\u{202E}b\u{85}\u{1B}\\").title == "ab")
        #expect(screen("\u{1B}]2;\(String(repeating: "x", count: 9000))\u{7}y").title.utf8.count == 512)
    }

    @Test("A smaller screen keeps the cursor's line, a larger one what was there")
    func resizing() {
        var screen = screen("one\r\ntwo\r\nthree\r\nfour")
        screen.resize(columns: 4, rows: 2)
        #expect(screen.trimmedRows == ["thre", "four"])
        #expect(screen.takeLines().map { String(decoding: $0, as: UTF8.self) } == ["one", "two"])
        screen.resize(columns: 20, rows: 5)
        #expect(screen.trimmedRows == ["thre", "four"])
        screen.resize(columns: 0, rows: -5)
        #expect((screen.columns, screen.rows) == (1, 1))
        screen.feed("\u{4E2D}ab\u{1B}[5;5Hc")
        #expect(screen.trimmedRows == ["c"])
        screen.resize(columns: 1_000_000, rows: 1_000_000)
        #expect(screen.columns == 1000 && screen.columns * screen.rows <= Screen.mostCells)
    }
}
