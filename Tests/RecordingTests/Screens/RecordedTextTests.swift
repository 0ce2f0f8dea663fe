import Testing

@testable import Recording

struct RecordedTextTests {
    private let lines = ["alpha", "beta say \"hi\"", "Gamma", "delta \\ x", "\u{C9}cole", "alpha again"]

    private var file: [UInt8] {
        var bytes: [UInt8] = []
        for (index, line) in lines.enumerated() {
            bytes.append(contentsOf: "{\"t\":\(index).500000,\"line\":".utf8)
            CastJSON.appendString(Array(line.utf8), to: &bytes)
            bytes.append(contentsOf: "}\n".utf8)
        }
        return bytes
    }

    private func search(
        _ pattern: String, ignoringCase: Bool = false, context: Int = 0, limit: Int = 100, piece: Int = 1000
    ) -> [RecordedText.Match] {
        var search = RecordedText(pattern: pattern, ignoringCase: ignoringCase, context: context, limit: limit)
        var rest = file[...]
        while !rest.isEmpty {
            search.feed(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        return search.finish()
    }

    @Test("Lines are found with their time, in any pieces", arguments: [1, 7, 40, 1000])
    func found(piece: Int) {
        #expect(search("alpha", piece: piece).map(\.time) == [0.5, 5.5])
        let match = search("Gamma", context: 2, piece: piece)
        #expect(
            match == [
                RecordedText.Match(
                    time: 2.5, line: "Gamma", before: ["alpha", "beta say \"hi\""], after: ["delta \\ x", "\u{C9}cole"])
            ])
    }

    @Test("Quotes and backslashes are found as they were, and the file's own words are not")
    func escapes() {
        #expect(search("\"hi\"").count == 1)
        #expect(search("\\ x").count == 1)
        #expect(search("line").isEmpty)
        #expect(search("}").isEmpty)
        #expect(search("").isEmpty)
    }

    @Test("Case is ignored on request, in all alphabets")
    func cases() {
        #expect(search("gamma").isEmpty)
        #expect(search("gAMMA", ignoringCase: true).count == 1)
        #expect(search("\u{E9}COLE", ignoringCase: true).map(\.line) == ["\u{C9}cole"])
        #expect(search("SAY", ignoringCase: true).count == 1)
    }

    @Test("A search stops at its limit, with the context of the last match")
    func limits() {
        #expect(search("a", context: 1, limit: 2).map(\.line) == ["alpha", "beta say \"hi\""])
        #expect(search("a", context: 1, limit: 2).last?.after == ["Gamma"])
        #expect(search("a", limit: 0).isEmpty)
    }
}
