import Testing

@testable import DockerEngine

struct HTTPResponseHeadTests {
    private static let upgrade = [UInt8](
        "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\n\r\n".utf8)

    @Test("a head cut anywhere is incomplete, and whole with its last byte")
    func cut() throws {
        for count in 0..<Self.upgrade.count {
            #expect(try HTTPResponseHead([UInt8](Self.upgrade.prefix(count))) == nil)
        }
        let head = try #require(try HTTPResponseHead(Self.upgrade))
        #expect(head.status == 101)
        #expect(head.length == Self.upgrade.count)
        #expect(head.fields["content-type"] == "application/vnd.docker.raw-stream")
    }

    @Test("what comes after the empty line is not the head's")
    func rest() throws {
        let head = try #require(try HTTPResponseHead(Self.upgrade + [UInt8]("\r\n\r\nmore: \0".utf8)))
        #expect(head.length == Self.upgrade.count)
        #expect(head.fields.count == 2)
    }

    @Test("a status line without words, and no fields at all, are a head")
    func short() throws {
        #expect(try HTTPResponseHead([UInt8]("HTTP/1.0 200\r\n\r\n".utf8))?.status == 200)
        let head = try HTTPResponseHead([UInt8]("HTTP/1.1 409 \r\ncontent-LENGTH:\t 12\r\n\r\n".utf8))
        #expect(head?.contentLength == 12)
    }

    @Test(
        "what is no HTTP/1 head is refused",
        arguments: [
            "SSH-2.0-OpenSSH", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n",
            "HTTP/1.1 999 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "\r\n\r\n",
        ])
    func malformed(text: String) {
        #expect(throws: HTTPResponseHead.Malformed.self) { try HTTPResponseHead([UInt8](text.utf8)) }
    }

    @Test("a head of 16 KiB is taken, a longer one refused, ended or not")
    func bound() throws {
        let frame = [UInt8]("HTTP/1.1 200 OK\r\nx: \r\n\r\n".utf8)
        func head(of length: Int) -> [UInt8] {
            frame.dropLast(4) + [UInt8](repeating: UInt8(ascii: "y"), count: length - frame.count) + frame.suffix(4)
        }
        #expect(try HTTPResponseHead(head(of: HTTPResponseHead.limit))?.status == 200)
        #expect(throws: HTTPResponseHead.Malformed.self) { try HTTPResponseHead(head(of: HTTPResponseHead.limit + 1)) }
        #expect(throws: HTTPResponseHead.Malformed.self) {
            try HTTPResponseHead(head(of: HTTPResponseHead.limit * 2).dropLast(4) + [])
        }
    }

    @Test("a length that is none is not known", arguments: ["-1", "x", "99999999999999999999"])
    func length(text: String) throws {
        let head = try HTTPResponseHead([UInt8]("HTTP/1.1 500 x\r\nContent-Length: \(text)\r\n\r\n".utf8))
        #expect(try #require(head).contentLength == nil)
    }
}
