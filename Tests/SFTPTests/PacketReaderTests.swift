import Glibc
import Testing

@testable import SFTP

struct PacketReaderTests {
    private func read<Result>(
        _ bytes: [UInt8], _ body: (inout PacketReader) throws(SFTPError) -> Result
    ) throws -> Result {
        var bytes = bytes
        return try unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { throw SFTPError.malformed }
            var packet = unsafe PacketReader(start, count: buffer.count)
            return try body(&packet)
        }
    }

    @Test("numbers are big endian, wherever they lie")
    func numbers() throws {
        let (byte, number, offset) = try read([7, 1, 2, 3, 4, 0, 0, 1, 0, 0, 0, 0, 9]) { packet throws(SFTPError) in
            (try packet.byte(), try packet.uint32(), try packet.offset())
        }
        #expect(byte == 7 && number == 0x0102_0304 && offset == 0x100_0000_0009)
    }

    @Test("a C string has its NUL, and the next field is unharmed")
    func cStrings() throws {
        let text = try read([0, 0, 0, 2, 97, 98, 0, 0, 0, 0, 0, 0, 0, 1, 99]) { packet throws(SFTPError) in
            let first = unsafe try packet.cString()
            let empty = unsafe try packet.cString()
            let last = unsafe try packet.cString()
            return unsafe [String(cString: first), String(cString: empty), String(cString: last)]
        }
        #expect(text == ["ab", "", "c"])
    }

    @Test(
        "a field that reaches beyond the packet, or holds a NUL, is refused",
        arguments: [
            [0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2, 97], [255, 255, 255, 255, 97], [127, 255, 255, 255, 97],
            [0, 0, 0, 3, 97, 0, 98], [0, 0, 0, 1, 0],
        ] as [[UInt8]])
    func refused(bytes: [UInt8]) {
        #expect(throws: SFTPError.self) {
            _ = try read(bytes) { packet throws(SFTPError) in
                let text = unsafe try packet.cString()
                return unsafe strlen(text)
            }
        }
    }
}
