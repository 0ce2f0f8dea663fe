import GatewayTesting
import Logging
import Testing

@testable import DockerEngine

struct LinkLocalBlockTests {
    @Test("The rule is there once, however often it is asked for, and of IPv6 there is none")
    func once() async throws {
        // A subnet for documentation (RFC 5737): no packet comes from it.
        let subnet = "203.0.113.0/28"
        let rule = ["-s", subnet, "-d", "169.254.0.0/16", "-j", "DROP"]
        let log = Logger(label: "test")
        await LinkLocalBlock(log: log).close(from: [subnet, "2001:db8::/64"])
        await LinkLocalBlock(log: log).close(from: [subnet])
        let rules = try await Command.run(["iptables", "-w", "-t", "raw", "-S", "PREROUTING"])
        let removal = try await Command.run(["iptables", "-w", "-t", "raw", "-D", "PREROUTING"] + rule)
        #expect(removal.code == 0)
        #expect(rules.output.split(separator: "\n").count { $0.contains(subnet) } == 1, "\(rules)")
    }
}
