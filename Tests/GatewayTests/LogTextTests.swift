import Testing

@testable import Gateway

struct LogTextTests {
    @Test("what could break a log's line or terminal is escaped")
    func escaped() {
        #expect(LogText.escaped("alice") == "alice")
        #expect(LogText.escaped("a\nb\u{1b}[31m") == "a\\u{a}b\\u{1b}[31m")
        #expect(LogText.escaped("\u{7f}\u{202e}ü") == "\\u{7f}\\u{202e}\\u{fc}")
    }

    @Test("a long text is cut at 64 characters")
    func cut() {
        #expect(LogText.escaped(String(repeating: "x", count: 1000)).count == 64)
    }
}
