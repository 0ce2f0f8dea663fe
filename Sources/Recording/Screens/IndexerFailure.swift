import Glibc

/// Why a recording's index or text cannot be written or read.
public struct IndexerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    public let cause: String

    public var description: String { "\(path): \(cause)" }

    init(_ path: String, _ cause: String) {
        self.path = path
        self.cause = cause
    }

    /// Reads errno: the failed call must be the last one.
    init(errnoOf path: String) {
        // strerror's text for a known number is static in glibc.
        self.init(path, unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)")
    }
}
