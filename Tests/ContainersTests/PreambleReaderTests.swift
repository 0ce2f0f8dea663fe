import Testing

@testable import Containers

struct PreambleReaderTests {
    private static let token: UInt64 = 12_345_678_901_234_567_890
    private static let mark = Array("\u{1}12345678901234567890 77 4242 1\u{2}".utf8)

    private static func frame(_ stream: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [stream, 0, 0, 0, 0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }

    private static let framed =
        frame(2, Array("Could not chdir\n".utf8)) + frame(1, Array("before".utf8) + mark + Array("after".utf8))
        + frame(2, Array("error".utf8))

    private func joined(_ chunks: [StdioChunk], _ stream: StdioStream) -> String {
        String(decoding: chunks.filter { $0.stream == stream }.flatMap(\.bytes), as: UTF8.self)
    }

    @Test("The preamble is found and taken out wherever the stream is cut", arguments: 0...framed.count)
    func cut(at position: Int) throws {
        var reader = PreambleReader(token: Self.token, decoder: .framed)
        try reader.take(Array(Self.framed[..<position]))
        try reader.take(Array(Self.framed[position...]))
        #expect(reader.preamble?.leader == ExecLeader(pid: 77, startTime: 4242))
        #expect(reader.preamble?.terminalIsSet == true)
        #expect(joined(reader.received, .output) == "beforeafter")
        #expect(joined(reader.received, .error) == "Could not chdir\nerror")
        #expect(reader.received.allSatisfy { !$0.bytes.isEmpty })
    }

    @Test("What follows the preamble is decoded on from where it stopped")
    func decoderState() throws {
        var reader = PreambleReader(token: Self.token, decoder: .framed)
        let frame = Self.frame(1, Self.mark + Array("abc".utf8))
        try reader.take(Array(frame.dropLast(2)))
        #expect(joined(reader.received, .output) == "a")
        var decoder = reader.decoder
        var rest: [UInt8] = []
        unsafe try Array("bc".utf8).withUnsafeBytes { unsafe try decoder.decode($0) { unsafe rest += $1 } }
        #expect(rest == Array("bc".utf8))
    }

    @Test("A terminal's output and echo before the preamble is kept")
    func terminal() throws {
        var reader = PreambleReader(token: Self.token, decoder: .raw)
        try reader.take(Array("typed\u{1}1234 ahead\r\n".utf8) + Self.mark)
        #expect(reader.preamble != nil)
        #expect(joined(reader.received, .output) == "typed\u{1}1234 ahead\r\n")
    }

    @Test("Another token is not ours")
    func otherToken() throws {
        var reader = PreambleReader(token: 1, decoder: .raw)
        try reader.take(Self.mark)
        #expect(reader.preamble == nil)
    }

    @Test(
        "A preamble that no login script writes is malformed",
        arguments: [
            "77 4242", "77 4242 2", "1 4242 0", "0 4242 0", "-5 4242 0", "x 4242 0", "77 -1 0", "99999999999 1 0", "",
            "77 4242 1 1", String(repeating: "7", count: 200),
        ])
    func malformed(body: String) {
        var reader = PreambleReader(token: 5, decoder: .raw)
        #expect(throws: PreambleReader.Failure.malformed) { try reader.take(Array("\u{1}5 \(body)\u{2}".utf8)) }
    }

    @Test("A stream without a preamble is given up at 64 KiB")
    func bound() throws {
        var reader = PreambleReader(token: 5, decoder: .raw)
        for _ in 0..<16 { try reader.take([UInt8](repeating: 1, count: 4096)) }
        #expect(throws: PreambleReader.Failure.tooMuchOutput) { try reader.take([1]) }
    }
}
