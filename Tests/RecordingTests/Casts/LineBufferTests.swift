import Foundation
import Testing

@testable import Recording

@Suite struct LineBufferTests {
    /// What one text of several chunks becomes, read as JSON by somebody else.
    private func text(_ chunks: [[UInt8]]) throws -> String {
        let buffer = LineBuffer(capacity: 1 << 20)
        var rest = UTF8Rest()
        for chunk in chunks { unsafe chunk.withUnsafeBytes { unsafe buffer.append(escaping: $0, &rest) } }
        buffer.append(flushing: &rest)
        let json = unsafe "[\"" + String(decoding: buffer.written, as: UTF8.self) + "\"]"
        let strings = try JSONDecoder().decode([String].self, from: Data(json.utf8))
        return try #require(strings.first)
    }

    @Test("every byte below 0x80 comes back through JSON")
    func ascii() throws {
        let all = (0..<128).map { UInt8($0) }
        #expect(try text([all]) == String(decoding: all, as: UTF8.self))
        for byte in all {
            for length in [1, 7, 8, 9, 16, 17] {
                for place in 0..<length {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    bytes[place] = byte
                    #expect(try text([bytes]) == String(decoding: bytes, as: UTF8.self))
                }
            }
        }
    }

    static let texts: [[UInt8]] = [
        Array("plain".utf8), Array("grüße, 漢字, 🎉🏽, \u{10FFFF}, \u{0}, \u{7F}, \u{80}, \"\\\"".utf8),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x8E],
        [0xE2, 0x82, 0x41], [0xF0, 0x9F, 0x41, 0xF0, 0x9F], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
        [0x80, 0xBF, 0x41], [0xC2], [0xC2, 0xC2, 0xA9], [0xF1, 0xF1, 0xF1, 0xF1], [0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92],
    ]

    @Test("text becomes UTF-8 as Unicode's replacement rule has it, wherever chunks are cut", arguments: texts)
    func splits(_ bytes: [UInt8]) throws {
        // Swift's own decoder follows the same rule.
        let expected = String(decoding: bytes, as: UTF8.self)
        #expect(try text([bytes]) == expected)
        #expect(try text(bytes.map { [$0] }) == expected)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let chunks = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(try text(chunks) == expected)
            }
        }
    }

    @Test("random bytes cut anywhere become what Swift's decoder makes of them")
    func random() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let alphabet: [UInt8] = [
                0x41, 0x1B, 0x22, 0x5C, 0x80, 0xBF, 0xC3, 0xE2, 0x82, 0xAC, 0xED, 0xF0, 0x9F, 0xFF,
            ]
            let bytes = (0..<40).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let cut = Int.random(in: 0...40, using: &generator)
            #expect(try text([Array(bytes[..<cut]), Array(bytes[cut...])]) == String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("a line has its time in seconds with six decimals")
    func lines() {
        let buffer = LineBuffer(capacity: 1000)
        buffer.append(.resize, at: 61_000_007, "80x24")
        #expect(unsafe String(decoding: buffer.written, as: UTF8.self) == "[61.000007, \"r\", \"80x24\"]\n")
        let line = unsafe CastLine(Array(buffer.written))
        #expect(line?.kind == .resize && line?.time == 61.000007)
    }

    @Test("text that is only the beginning of a character makes no line yet")
    func keeps() {
        let buffer = LineBuffer(capacity: 1000)
        var rest = UTF8Rest()
        let euro: [UInt8] = [0xE2, 0x82, 0xAC]
        let first = unsafe euro[..<2].withUnsafeBytes { unsafe buffer.append(.output, at: 0, $0, rest: &rest) }
        #expect(!first && buffer.count == 0)
        let second = unsafe euro[2...].withUnsafeBytes { unsafe buffer.append(.output, at: 5, $0, rest: &rest) }
        #expect(second)
        #expect(unsafe String(decoding: buffer.written, as: UTF8.self) == "[0.000005, \"o\", \"€\"]\n")
    }
}
