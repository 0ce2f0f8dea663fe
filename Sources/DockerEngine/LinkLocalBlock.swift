import Glibc
import Logging
import Subprocess
import Synchronization

/// Closes the way from containers to the link-local addresses (RFC 3927), where clouds give a machine's secrets to whoever
/// asks from it, by a rule in the host's packet filter. The filter forgets it at a restart, and other programs may clear
/// it, so it is asked for again and again.
///
/// Only root in the host's network can do it; anybody else's workspaces reach what the host reaches, and the log says so.
final class LinkLocalBlock: Sendable {
    private let log: Logger
    private let hasComplained = Atomic(false)
    /// When a subnet's rule was seen last.
    private let seen = Mutex<[String: ContinuousClock.Instant]>([:])

    /// Making containers shall not wait for a look each.
    private static let trust = Duration.seconds(30)

    private static let addresses = "169.254.0.0/16"
    private static let programs = ["/usr/sbin/iptables", "/sbin/iptables", "/usr/bin/iptables"]

    init(log: Logger) {
        self.log = log
    }

    /// - Parameter subnets: where the containers are, such as `172.18.0.0/16`; those of IPv6 are left out.
    func close(from subnets: [String]) async {
        for subnet in subnets where !subnet.contains(":") {
            let isSeen = seen.withLock { seen in
                if let time = seen[subnet], .now - time < Self.trust { return true }
                seen[subnet] = .now
                return false
            }
            if isSeen { continue }
            // The table that is looked at before anything else, for packets to the host itself as well.
            let rule = ["PREROUTING", "-s", subnet, "-d", Self.addresses, "-j", "DROP"]
            if await iptables(["-w", "5", "-t", "raw", "-C"] + rule) == nil { continue }
            if let cause = await iptables(["-w", "5", "-t", "raw", "-I"] + rule) { complain(subnet, cause) }
        }
    }

    /// - Returns: why it failed; nil: it did not.
    private func iptables(_ arguments: [String]) async -> String? {
        guard geteuid() == 0 else { return "not root" }
        guard let program = Self.programs.first(where: { unsafe access($0, X_OK) == 0 }) else { return "no iptables" }
        do {
            let result = try await run(
                .path(.init(program)), arguments: .init(arguments), output: .discarded,
                error: .string(limit: 4096))
            if result.terminationStatus.isSuccess { return nil }
            return "\(EngineWords(result.standardError))"
        } catch {
            return "\(EngineWords("\(error)"))"
        }
    }

    private func complain(_ subnet: String, _ cause: String) {
        guard !hasComplained.exchange(true, ordering: .relaxed) else { return }
        log.warning(
            "workspaces reach link-local addresses, such as a cloud's metadata",
            metadata: ["subnet": "\(subnet)", "cause": "\(cause)"])
    }
}
