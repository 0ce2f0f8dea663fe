/// Where a Docker engine listens: a Unix socket.
public struct DockerEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Why a `DOCKER_HOST` is not taken: one sentence. It repeats no more of the text than its scheme, which may be
    /// followed by a password.
    public struct Refused: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// Absolute, and short enough for a socket address.
    public let socketPath: String

    /// What `sun_path` holds, less the final zero byte.
    private static let longestPath = 107

    /// - Parameter dockerHost: the text of `DOCKER_HOST`; nil or empty means the usual socket.
    public init(dockerHost: String?) throws(Refused) {
        let text = dockerHost ?? ""
        guard !text.isEmpty else {
            socketPath = "/var/run/docker.sock"
            return
        }
        let scheme = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") }
        guard text.dropFirst(scheme.count).hasPrefix("://") else {
            throw Refused(description: "DOCKER_HOST is not an address: it must read unix:///path/to/docker.sock")
        }
        guard scheme == "unix" else {
            throw Refused(
                description: "DOCKER_HOST names a \(scheme.prefix(16)):// address, but only a Unix socket is "
                    + "supported: it must read unix:///path/to/docker.sock")
        }
        let path = String(text.dropFirst("unix://".count))
        guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
            throw Refused(description: "DOCKER_HOST must name a socket by its full path: unix:///path/to/docker.sock")
        }
        guard path.utf8.count <= Self.longestPath else {
            throw Refused(
                description: "DOCKER_HOST's path is longer than the \(Self.longestPath) bytes a socket address holds")
        }
        socketPath = path
    }

    public var description: String { "unix://\(socketPath)" }
}
