import Foundation

/// Where a webhook listens. What follows the host may be a secret, so it is never printed.
public struct WebHookURL: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// All of it: for the HTTP client alone.
    let text: String
    /// Scheme, host and port.
    public let description: String

    /// - Returns: nil for anything but http or https with a host, without user info, a fragment, blanks, control
    ///   characters or characters beyond ASCII.
    public init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: text), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            text.hasPrefix("\(scheme)://"), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil,
            parts.port.map((1...65535).contains) ?? true
        else { return nil }
        self.text = text
        description = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
