import Model
import Testing

struct ShellWordsTests {
    @Test("words are split as a shell splits them")
    func words() throws {
        #expect(try ShellWords.split("") == [])
        #expect(try ShellWords.split("  sessions   --json ") == ["sessions", "--json"])
        let quoted = try ShellWords.split(#"search 'two words' "three 'more' words""#)
        #expect(quoted == ["search", "two words", "three 'more' words"])
        #expect(try ShellWords.split(#"a\ b '' c"d"e\\"#) == ["a b", "", "cde\\"])
        #expect(try ShellWords.split(#""a\"b\c" '\'"#) == [#"a"b\c"#, #"\"#])
        #expect(try ShellWords.split("a\tb\nc") == ["a", "b", "c"])
        #expect(try ShellWords.split(#"end\"#) == [#"end\"#])
    }

    @Test("nothing is expanded or run", arguments: ["$HOME", "`id`", "$(id)", "a;b", "a|b", ">file", "*", "~"])
    func plain(word: String) throws {
        #expect(try ShellWords.split(word) == [word])
    }

    @Test("a quote that is not closed is refused", arguments: ["'a", "\"a", "\"a\\"])
    func unclosed(text: String) {
        #expect(throws: ShellWords.Failure.unclosedQuote) { try ShellWords.split(text) }
    }
}
