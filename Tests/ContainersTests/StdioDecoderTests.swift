import Testing

@testable import Containers

struct StdioDecoderTests {
    private static let frames: [UInt8] =
        [1, 0, 0, 0, 0, 0, 0, 3] + Array("out".utf8)
        + [2, 0, 0, 0, 0, 0, 0, 0]
        + [2, 0, 0, 0, 0, 0, 1, 0] + [UInt8](repeating: 0x45, count: 256)
        + [0, 0, 0, 0, 0, 0, 0, 2] + [1, 2]

    private static let output = Array("out".utf8) + [1, 2]
    private static let error = [UInt8](repeating: 0x45, count: 256)

    /// - Returns: the payload per stream.
    private func decode(_ pieces: [[UInt8]], _ decoder: StdioDecoder = .framed) throws -> [StdioStream: [UInt8]] {
        var decoder = decoder
        var result: [StdioStream: [UInt8]] = [:]
        for piece in pieces {
            unsafe try piece.withUnsafeBytes { buffer in
                unsafe try decoder.decode(buffer) { stream, run in
                    unsafe #expect(!run.isEmpty)
                    unsafe result[stream, default: []] += run
                }
            }
        }
        return result
    }

    @Test("A frame sequence means the same wherever it is cut", arguments: 0...frames.count)
    func cut(at position: Int) throws {
        let result = try decode([Array(Self.frames[..<position]), Array(Self.frames[position...])])
        #expect(result == [.output: Self.output, .error: Self.error])
    }

    @Test("A frame sequence means the same byte by byte")
    func bytewise() throws {
        let result = try decode(Self.frames.map { [$0] })
        #expect(result == [.output: Self.output, .error: Self.error])
    }

    @Test("Order between the streams is kept")
    func order() throws {
        var decoder = StdioDecoder.framed
        var seen: [StdioStream] = []
        unsafe try Self.frames.withUnsafeBytes { unsafe try decoder.decode($0) { stream, _ in seen.append(stream) } }
        #expect(seen == [.output, .error, .output])
    }

    @Test("A length's four bytes are big endian")
    func length() throws {
        let payload = [UInt8](repeating: 7, count: 0x010203)
        let result = try decode([[1, 0, 0, 0, 0, 1, 2, 3] + payload + [2, 0, 0, 0, 0, 0, 0, 1, 9]])
        #expect(result == [.output: payload, .error: [9]])
    }

    @Test("A frame of an unknown stream is malformed", arguments: [3, 4, 0x48, 255] as [UInt8])
    func malformed(stream: UInt8) {
        #expect(throws: StdioDecoder.Malformed.self) {
            try decode([[1, 0, 0, 0, 0, 0, 0, 1, 9], [stream, 0, 0, 0, 0, 0, 0, 1, 9]])
        }
    }

    @Test("A terminal's stream is output as it is, whatever it looks like")
    func raw() throws {
        #expect(try decode([Self.frames, [255]], .raw) == [.output: Self.frames + [255]])
    }
}
