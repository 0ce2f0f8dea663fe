import CLinux
import EventLoop
import Glibc
import Testing

@testable import GuestAgent

struct PortSurveyTests {
    /// An address of this machine's other than the loopback's, IPv4.
    private static let ownAddress: String? = {
        // Connecting a datagram socket sends nothing, and tells which address would be used (192.0.2.0/24 is for
        // documents).
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = 9
        unsafe inet_pton(AF_INET, "192.0.2.1", &target.sin_addr)
        let isConnected = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        var host = [CChar](repeating: 0, count: 64)
        var port: UInt16 = 0
        guard
            isConnected, unsafe gangway_local_address(socket, &host, Int32(host.count), &port) == 0
        else { return nil }
        let address = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return address.hasPrefix("127.") ? nil : address
    }()

    /// A listener and the two ends of a connection to it.
    private final class Connection {
        let port: UInt16
        private let listener: Int32
        private var client: Int32
        private var server: Int32 = -1

        init(listeningAt host: String, connectingTo address: String) throws {
            listener = unsafe gangway_listen(host, 0, 8)
            try #require(listener >= 0)
            port = gangway_local_port(listener)
            client = unsafe gangway_connect_tcp(address, port)
            try #require(client >= 0)
            var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            try #require(unsafe poll(&ready, 1, 60_000) == 1)
            server = accept(listener, nil, nil)
            try #require(server >= 0)
        }

        func closeServerFirst() {
            close(server)
            var ready = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&ready, 1, 60_000)
            close(client)
            (client, server) = (-1, -1)
        }

        func stopListening() { shutdown(listener, Int32(SHUT_RDWR)) }

        deinit {
            for descriptor in [client, server, listener] where descriptor >= 0 { close(descriptor) }
        }
    }

    static var hasAddress: Bool { ownAddress != nil }

    /// - Returns: what keeps it connected.
    static func connectionToOwnAddress() throws -> AnyObject {
        try Connection(listeningAt: "0.0.0.0", connectingTo: try #require(ownAddress))
    }

    private func usedPorts() throws -> [UInt16] {
        var survey = PortSurvey()
        for states in [[PortSurvey.listen], PortSurvey.connections] {
            var dump = SocketDump.of(states: states)
            let isAnswered = dump != nil
            try #require(isAnswered)
            while dump?.next({ survey.take($0) }) == true {}
        }
        return survey.usedPorts
    }

    @Test(
        "A port to which somebody else is connected is in use, and stays so for a while after",
        .enabled(if: ownAddress != nil))
    func used() throws {
        let own = try #require(Self.ownAddress)
        for host in ["0.0.0.0", "::", own] {
            let connection = try Connection(listeningAt: host, connectingTo: own)
            #expect(try usedPorts().contains(connection.port))
            connection.closeServerFirst()
            #expect(try usedPorts().contains(connection.port))
            connection.stopListening()
            #expect(try !usedPorts().contains(connection.port))
        }
    }

    @Test("A port that only the loopback is connected to is not, nor one that nobody is connected to")
    func loopback() throws {
        for (host, peer) in [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::", "127.0.0.1"), ("::", "::1")] {
            // A machine may be without IPv6.
            guard let connection = try? Connection(listeningAt: host, connectingTo: peer) else { continue }
            #expect(try !usedPorts().contains(connection.port))
        }
        let listener = unsafe gangway_listen("0.0.0.0", 0, 8)
        try #require(listener >= 0)
        defer { close(listener) }
        #expect(try !usedPorts().contains(gangway_local_port(listener)))
    }

    @Test("The loopback is 127.0.0.0/8, ::1, and the former in IPv6's clothes")
    func loopbackAddresses() {
        func isLoopback(_ text: String) -> Bool {
            var bytes = [UInt8](repeating: 0, count: 16)
            let family = text.contains(":") ? AF_INET6 : AF_INET
            #expect(unsafe inet_pton(family, text, &bytes) == 1)
            return PortSurvey.isLoopback(bytes[...], family: UInt8(family))
        }
        for text in ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.11"] { #expect(isLoopback(text), "\(text)") }
        for text in ["10.0.0.127", "128.0.0.1", "0.0.0.0", "::", "::2", "::ffff:10.0.0.1", "7f00::1", "fe80::1"] {
            #expect(!isLoopback(text), "\(text)")
        }
    }

    @Test("A socket cut short is none")
    func short() {
        var survey = PortSurvey()
        for count in 0..<40 { survey.take([UInt8](repeating: 10, count: count)[...]) }
        #expect(!survey.hasListeners)
    }
}
