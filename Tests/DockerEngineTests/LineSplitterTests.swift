import Testing

@testable import DockerEngine

struct LineSplitterTests {
    private static let stream = [UInt8]("{\"a\":1}\r\n\r\n\n{\"b\":2}\nlast".utf8)

    @Test("lines come out the same wherever the stream is cut")
    func cuts() throws {
        for cut in 0...Self.stream.count {
            var splitter = LineSplitter(limit: 10)
            var lines: [String] = []
            for piece in [Self.stream[..<cut], Self.stream[cut...]] {
                try splitter.append(piece) { lines.append(String(decoding: $0, as: UTF8.self)) }
            }
            try splitter.finish { lines.append(String(decoding: $0, as: UTF8.self)) }
            #expect(lines == ["{\"a\":1}", "{\"b\":2}", "last"])
        }
    }

    @Test("a line beyond the limit is an error, before it is complete")
    func limit() throws {
        var splitter = LineSplitter(limit: 4)
        try splitter.append("1234\n1234".utf8) { _ in }
        #expect(throws: LineSplitter.LineTooLong.self) { try splitter.append("5".utf8) { _ in } }
    }
}
