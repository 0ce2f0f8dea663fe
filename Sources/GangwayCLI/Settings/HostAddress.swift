import Glibc

/// IPv4 and IPv6 addresses.
enum HostAddress {
    static func isOne(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return unsafe inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}
