import Glibc
import Model

/// Addresses that only this machine reaches.
enum LoopbackAddress {
    /// - Parameter text: `127.0.0.1:9122` or `[::1]:9122`, any of 127.0.0.0/8.
    /// - Returns: nil for anything else.
    static func parse(_ text: String) -> SocketAddress? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        let host = text[..<colon]
        if host == "[::1]" { return SocketAddress(host: "::1", port: port) }
        var address = in_addr()
        guard unsafe inet_pton(AF_INET, String(host), &address) == 1, UInt32(bigEndian: address.s_addr) >> 24 == 127
        else { return nil }
        return SocketAddress(host: String(host), port: port)
    }
}
