/// One entry of PermitOpen or PermitListen in sshd_config(5): hosts and ports that may be forwarded.
public struct ForwardPattern: Hashable, Sendable, CustomStringConvertible {
    /// `*` stands for any bytes, `?` for one; never empty.
    private let host: String
    /// nil: any port.
    private let port: UInt16?

    /// An entry of PermitOpen: `host:port`, `[IPv6]:port`; `*` alone stands for any host or port.
    ///
    /// sshd takes `*.example.com:80` too, and lets it match nothing but a host of that name. Here it is no entry.
    ///
    /// - Returns: nil if `word` is no such entry.
    public init?(open word: String) {
        self.init(hostAndPort: word)
        guard host == "*" || !host.utf8.contains(where: Self.isWildcard) else { return nil }
    }

    /// An entry of PermitListen: `port`, which means any host, or `host:port`, where the host may hold `*` and `?`.
    ///
    /// - Returns: nil if `word` is no such entry.
    public init?(listen word: String) {
        self.init(hostAndPort: word.contains(":") ? word : "*:\(word)")
    }

    private init?(hostAndPort word: String) {
        let (host, port): (Substring, Substring)
        if word.hasPrefix("[") {
            guard let end = word.firstIndex(of: "]") else { return nil }
            let rest = word[end...].dropFirst()
            guard rest.first == ":" else { return nil }
            (host, port) = (word[..<end].dropFirst(), rest.dropFirst())
        } else {
            // A second colon means an IPv6 address without brackets, of which nobody knows where the port begins.
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            (host, port) = (parts[0], parts[1])
        }
        guard (1...255).contains(host.utf8.count), host.utf8.allSatisfy(Self.mayBeInHost) else { return nil }
        self.host = String(host)
        if port == "*" {
            self.port = nil
        } else {
            guard port.utf8.allSatisfy(Self.isDigit), let number = UInt16(port), number > 0 else { return nil }
            self.port = number
        }
    }

    /// - Parameters:
    ///   - host: as the client sent it. It is compared byte by byte; nothing is resolved.
    ///   - port: 0, any port to listen on, is matched by `*` alone.
    public func matches(host: String, port: UInt16) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        return Self.matches(Array(host.utf8), Array(self.host.utf8))
    }

    public var description: String {
        let port = port.map(String.init) ?? "*"
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// sshd's `match_pattern`, in steps of at most the product of both lengths: the peer chooses `text`.
    private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (at, next) = (0, 0)
        /// Behind the last `*`, and up to where it reaches.
        var star: (next: Int, at: Int)?
        while at < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, at)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == text[at] {
                (at, next) = (at + 1, next + 1)
            } else if let last = star {
                (at, next) = (last.at + 1, last.next)
                star = (next, at)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Visible ASCII without what separates entries or belongs to lists and patterns of other settings.
    private static func mayBeInHost(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"[],/!@".utf8.contains(byte)
    }
}
