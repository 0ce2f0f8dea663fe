import CLinux
import GatewayTesting
import Glibc
import GuestProtocol
import Model
import Testing

@testable import Containers

/// A guest agent that lies about a forward harms nobody but that forward.
@Suite(.timeLimit(.minutes(20)))
struct GuestForwardingTests {
    private static let hello = GuestReply.hello(version: GuestPlaces.version)

    /// What comes of a forward whose guest agent answers with this.
    private func outcome(
        _ reply: GuestReply, listening: Bool = false, _ descriptors: @escaping @Sendable () -> [Int32] = { [] }
    ) async throws -> String {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            let descriptors = descriptors()
            HostileGuest.say(reply, descriptors, on: connection)
            for descriptor in descriptors { close(descriptor) }
            HostileGuest.hear(connection)
        }
        return try await guest.forward { forwarding in
            do {
                if listening {
                    let listener = try await forwarding.listen(at: .agent)
                    return "\(listener.port) \(listener.path)"
                }
                _ = try await forwarding.connect(to: .tcp(host: "localhost", port: 80))
                return "connected"
            } catch {
                return "\(error)"
            }
        }
    }

    @Test("A socket is taken only if it is the one stream socket of an answer that it connected")
    func descriptors() async throws {
        let stream: @Sendable () -> Int32 = { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) }
        #expect(try await outcome(.connected) { [stream()] } == "connected")
        let liars: [@Sendable () -> [Int32]] = [
            { [] }, { [stream(), stream()] }, { (0..<4).map { _ in stream() } },
            { [unsafe open("/dev/zero", O_RDWR)] }, { [unsafe open("/", O_RDONLY)] },
            { [socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)] },
            { [socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)] },
        ]
        for liar in liars {
            #expect(try await outcome(.connected, liar).contains("unavailable"))
        }
        #expect(try await outcome(.listening(port: 80, path: [])) { [stream()] }.contains("unavailable"))
    }

    @Test("A refusal says why")
    func refusal() async throws {
        #expect(try await outcome(.refused(code: ECONNREFUSED)).contains("Connection refused"))
        #expect(try await outcome(.refused(code: 0)).contains("Name or service not known"))
        #expect(try await outcome(.refused(code: -70_000)).contains("refused"))
    }

    @Test("The path of a listener is a path of a socket, or the listener is none")
    func path() async throws {
        #expect(try await outcome(.listening(port: 0, path: Array("/a/b".utf8)), listening: true) == "0 /a/b")
        let liars: [[UInt8]] = [[0x2f, 0], [0xff, 0xfe], Array(repeating: 0x61, count: 108), Array("a/b".utf8)]
        for path in liars {
            #expect(try await outcome(.listening(port: 0, path: path), listening: true).contains("unavailable"))
        }
    }

    @Test("A listener takes stream sockets, one after the other, and ends with the first lie")
    func accepted() async throws {
        let guest = try HostileGuest()
        try guest.serve { connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.listening(port: 6010, path: []), on: connection)
            for name in ["::1", "\u{1b}[31m", "127.0.0.1"] {
                let stream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                HostileGuest.say(.accepted(host: Array(name.utf8), port: 7), [stream], on: connection)
                close(stream)
            }
            let zero = unsafe open("/dev/zero", O_RDWR)
            for _ in 0..<1000 { HostileGuest.say(.accepted(host: [], port: 7), [zero], on: connection) }
            close(zero)
        }
        let seen = try await guest.forward { forwarding -> [String] in
            let listener = try await forwarding.listen(at: .tcp(everywhere: false, port: 6010))
            var seen = ["\(listener.display ?? 0)"]
            while let accepted = await listener.next() { seen.append(accepted.originator.host) }
            return seen + ["\(listener.isClosed)"]
        }
        #expect(seen == ["10", "::1", "", "127.0.0.1", "true"])
    }

    @Test("Reading and writing never wait, whatever the other holder of the socket sets")
    func blocking() async throws {
        let guest = try HostileGuest()
        var pair: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for end in pair { close(end) } }
        try guest.serve { [ours = pair[0]] connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.connected, [ours], on: connection)
            _ = fcntl(ours, F_SETFL, 0)
        }
        let codes = try await guest.forward { forwarding -> [Int32] in
            let socket = try await forwarding.connect(to: .unix(path: "/x"))
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
            defer { unsafe bytes.deallocate() }
            unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
            var codes: [Int32] = []
            if unsafe socket.read(into: bytes) < 0 { codes.append(errno) }
            while unsafe socket.write(UnsafeRawBufferPointer(bytes)) > 0 {}
            codes.append(errno)
            return codes
        }
        #expect(codes == [EAGAIN, EAGAIN])
    }

    @Test("Descriptors that come along with a forward's bytes are closed, and end it")
    func strayDescriptors() async throws {
        let guest = try HostileGuest()
        var pair: [Int32] = [-1, -1]
        var pipe: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        try #require(unsafe Glibc.pipe(&pipe) == 0)
        defer { for end in pair + [pipe[0]] { close(end) } }
        try guest.serve { [ours = pair[0]] connection in
            HostileGuest.say(Self.hello, on: connection)
            HostileGuest.hear(connection)
            HostileGuest.say(.connected, [ours], on: connection)
        }
        HostileGuest.say([1], [pipe[1], pipe[1]], on: pair[1])
        close(pipe[1])
        let code = try await guest.forward { forwarding -> Int32 in
            let socket = try await forwarding.connect(to: .unix(path: "/x"))
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 10, alignment: 1)
            defer { unsafe bytes.deallocate() }
            return unsafe socket.read(into: bytes) < 0 ? errno : 0
        }
        #expect(code == EPROTO)
        // Nobody has the pipe's other end any more.
        var byte: UInt8 = 0
        #expect(unsafe read(pipe[0], &byte, 1) == 0)
    }
}
