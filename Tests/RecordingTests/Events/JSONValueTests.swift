import Testing

@testable import Recording

struct JSONValueTests {
    private func parse(_ text: String) -> JSONValue? { JSONValue(Array(text.utf8)[...]) }

    @Test("Values of every type are read, members in their order")
    func values() {
        #expect(
            parse(#" {"b":[1,-2,3.5e+1,true,false,null],"a":{"x":"y"}, "c":{},"d":[]} "#)
                == .object([
                    .init(
                        "b",
                        .array([.integer(1), .integer(-2), .number("3.5e+1"), .boolean(true), .boolean(false), .null])),
                    .init("a", .object([.init("x", .string("y"))])), .init("c", .object([])), .init("d", .array([])),
                ]))
        #expect(parse(#""\u0041\ud83d\ude00\/\b\f\n\r\t\"\\""#) == .string("A😀/\u{8}\u{C}\n\r\t\"\\"))
        #expect(parse("18446744073709551615") == .number("18446744073709551615"))
    }

    @Test("Half a surrogate pair reads as U+FFFD", arguments: [#""\ud83d""#, #""\ude00""#])
    func surrogates(text: String) {
        #expect(parse(text) == .string("\u{FFFD}"))
    }

    @Test(
        "What RFC 8259 does not allow is refused",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "+1", ".5", "1.", "1e", "-", "tru", "\"a", "\"\n\"",
            "\"\\x\"",
            "\"\\u12g4\"", "1 2", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "nan", "'a'",
            String(repeating: "[", count: 10_000),
        ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }
}
