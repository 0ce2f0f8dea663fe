import Model
import Testing

struct ForwardingPolicyTests {
    private static let tcp = ForwardAddress.tcp(host: "localhost", port: 8080)
    private static let unix = ForwardAddress.unix(path: "/run/x.sock")
    private static let hostile: [ForwardAddress] = [
        .tcp(host: String(repeating: "*", count: 1024), port: 80), .tcp(host: "\u{1B}[2J\r\n", port: 80),
        .tcp(host: "localhost:8080", port: 80), .tcp(host: "::1", port: 0), .tcp(host: "", port: 65535),
        .unix(path: String(repeating: "/x", count: 512)), .unix(path: "\n"), .unix(path: "localhost:8080"),
    ]

    @Test("By default every forward is permitted, listening on loopback")
    func defaults() {
        let policy = ForwardingPolicy()
        for address in Self.hostile + [Self.tcp, Self.unix] {
            #expect(policy.permitsOpen(address) && policy.permitsListen(address), "\(address)")
        }
        #expect(policy.agent && policy.x11 && policy.gatewayPorts == .no)
    }

    @Test(
        "local permits what the client opens, remote what it has listened on, TCP and Unix sockets each for itself",
        arguments: [
            (ForwardingPolicy.Directions.yes, true, true), (.no, false, false), (.local, true, false),
            (.remote, false, true),
        ])
    func directions(directions: ForwardingPolicy.Directions, opens: Bool, listens: Bool) {
        var policy = ForwardingPolicy()
        policy.tcp = directions
        #expect(policy.permitsOpen(Self.tcp) == opens && policy.permitsListen(Self.tcp) == listens)
        #expect(policy.permitsOpen(Self.unix) && policy.permitsListen(Self.unix))
        policy = ForwardingPolicy()
        policy.streamLocal = directions
        #expect(policy.permitsOpen(Self.unix) == opens && policy.permitsListen(Self.unix) == listens)
        #expect(policy.permitsOpen(Self.tcp) && policy.permitsListen(Self.tcp))
    }

    @Test("The lists narrow TCP alone, each its own direction, and give back nothing that is switched off")
    func lists() throws {
        var policy = ForwardingPolicy()
        policy.permitOpen = .none
        #expect(!policy.permitsOpen(Self.tcp) && policy.permitsListen(Self.tcp) && policy.permitsOpen(Self.unix))
        policy = ForwardingPolicy()
        policy.permitListen = .none
        #expect(policy.permitsOpen(Self.tcp) && !policy.permitsListen(Self.tcp) && policy.permitsListen(Self.unix))

        policy.permitOpen = try ForwardPermissions(open: ["localhost:8080"])
        policy.permitListen = try ForwardPermissions(listen: ["localhost:8080"])
        #expect(policy.permitsOpen(Self.tcp) && policy.permitsListen(Self.tcp))
        for address in Self.hostile {
            guard case .tcp = address else { continue }
            #expect(!policy.permitsOpen(address) && !policy.permitsListen(address), "\(address)")
        }
        policy.tcp = .no
        #expect(!policy.permitsOpen(Self.tcp) && !policy.permitsListen(Self.tcp))
    }

    @Test("Any port may be listened on only where every port may")
    func anyPort() throws {
        var policy = ForwardingPolicy()
        let zero = ForwardAddress.tcp(host: "localhost", port: 0)
        #expect(policy.permitsListen(zero))
        policy.permitListen = try ForwardPermissions(listen: ["8080", "localhost:1"])
        #expect(!policy.permitsListen(zero))
        policy.permitListen = try ForwardPermissions(listen: ["8080", "localhost:*"])
        #expect(policy.permitsListen(zero))
    }
}
