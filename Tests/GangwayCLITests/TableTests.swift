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
}
