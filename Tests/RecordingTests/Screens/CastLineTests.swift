import Testing

@testable import Recording

struct CastLineTests {
    @Test("Events are read with their escapes undone")
    func events() {
        #expect(
            CastLine(Array(#"[1.25, "o", "a\u001b[1m\n\"\\\/\té\u00e9\ud83d\ude00"]"#.utf8))
                == CastLine(time: 1.25, kind: .output, text: Array("a\u{1B}[1m\n\"\\/\té\u{E9}\u{1F600}".utf8)))
        #expect(CastLine(Array(#" [ 0 ,"i","" ] "#.utf8)) == CastLine(time: 0, kind: .input, text: []))
        #expect(CastLine(Array(#"[28800.000001,"m","x"]"#.utf8))?.time == 28800.000001)
        #expect(CastLine(Array(#"[1.5e2,"m","x"]"#.utf8))?.time == 150)
        #expect(CastLine(Array(#"[1,"x","later"]"#.utf8))?.kind == .other)
        #expect(CastLine(Array(#"[1,"o","\ud83dx\udc00"]"#.utf8))?.text == Array("\u{FFFD}x\u{FFFD}".utf8))
    }

    @Test("Resizes have a size, and nothing else has")
    func sizes() throws {
        let size = try #require(CastLine(Array(#"[1,"r","100x40"]"#.utf8))?.size)
        #expect(size == (100, 40))
        for text in ["100", "x", "1x", "-1x2", "1x2x3", "1234567x1", "ax2"] {
            #expect(CastLine(time: 0, kind: .resize, text: Array(text.utf8)).size == nil, "\(text)")
        }
        #expect(CastLine(time: 0, kind: .output, text: Array("1x2".utf8)).size == nil)
    }

    @Test(
        "Torn and damaged lines are none",
        arguments: [
            "", "[", "[1", "[1,", #"[1,"o""#, #"[1,"o","a"#, #"[1,"o","a\"#, #"[1,"o","a\u12"#, #"[1,"o","a""#,
            #"[1,"o","a"]]"#, #"["1","o","a"]"#, #"[-1,"o","a"]"#, #"[1,2,"a"]"#, #"{"version":2}"#, #"[1,"o","\x"]"#,
            #"[,"o",""]"#, "null", "[1e999,\"o\",\"\"]",
        ])
    func torn(line: String) {
        #expect(CastLine(Array(line.utf8)) == nil)
    }

    @Test("A header gives the first size, whatever else it holds")
    func header() {
        let line = #"{"version": 2, "env": {"TERM": "x\"}", "n": [1, {"a": null}]}, "width": 132, "height":43}"#
        #expect(CastSize(header: Array(line.utf8)[...]) == CastSize(columns: 132, rows: 43))
        for line in [#"{"version":1,"width":1,"height":1}"#, #"{"version":2,"width":1}"#, "{", "[]", #"{"version":2"#] {
            #expect(CastSize(header: Array(line.utf8)[...]) == nil)
        }
    }

    @Test("What is written as a string is read as it was")
    func strings() {
        let text = (0..<0x250).compactMap { Unicode.Scalar(UInt32($0)) }.map(String.init).joined() + "\u{1F600}\u{2028}"
        var line: [UInt8] = []
        CastJSON.appendString(Array(text.utf8), to: &line)
        var json = CastJSON(line[...])
        #expect(json.string() == Array(text.utf8))
    }
}
