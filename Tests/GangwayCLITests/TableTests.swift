import Testing

@testable import GangwayCLI

struct TableTests {
    @Test("Columns are as wide as their widest cell, and no line ends in blanks")
    func alignment() {
        var table = Table("A", "LONG", "C")
        table.append("wide cell", "x", "")
        table.append("é", "👍🏽", "end")
        #expect(
            table.description == """
                A          LONG  C
                wide cell  x
                é          👍🏽     end
                """)
        #expect(Table("ONE", "TWO").description == "ONE  TWO")
    }

    @Test("A table fits its terminal: the widest cells are cut, and where that does not do, nothing is lost")
    func width() {
        var table = Table("ID", "WHAT", "FROM")
        table.append("c1-2.0", "a command with many words", "192.0.2.7:50000")
        for width in 28...60 {
            let lines = table.text(width: width, isColoured: false).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width })
        }
        #expect(table.text(width: 40, isColoured: false).hasSuffix("c1-2.0  a command with…  192.0.2.7:50000"))
        #expect(table.text(width: 10, isColoured: false).contains("c1-2.0"))
        #expect(table.text(width: nil, isColoured: true).hasPrefix("\u{1B}[1mID "))
    }

    @Test("No cell commands the terminal or breaks its line")
    func hostile() {
        var table = Table("WHAT")
        table.append("\u{1B}[2Jls\n\u{202E}x")
        #expect(table.description == "WHAT\n\\u{1b}[2Jls\\u{a}\\u{202e}x")
    }
}
