/// What an `x11-req` says (RFC 4254 §6.3.1).
public struct X11Forwarding: Sendable, Hashable {
    /// Only one connection is to be forwarded.
    public let isSingleConnection: Bool
    /// Such as `MIT-MAGIC-COOKIE-1`: letters, digits, `-`, `_` and `.`, 1 to 64 of them.
    public let authenticationProtocol: String
    /// Bytes in hexadecimal digits, 1 to 256 bytes. The client's own display knows another one.
    public let cookie: String
    public let screen: UInt32

    /// - Returns: nil where a text is not of that form.
    init?(isSingleConnection: Bool, authenticationProtocol: String, cookie: String, screen: UInt32) {
        let isName = authenticationProtocol.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard
            isName, (1...64).contains(authenticationProtocol.utf8.count), (2...512).contains(cookie.utf8.count),
            cookie.utf8.count.isMultiple(of: 2), cookie.allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        self.isSingleConnection = isSingleConnection
        self.authenticationProtocol = authenticationProtocol
        self.cookie = cookie
        self.screen = screen
    }
}
