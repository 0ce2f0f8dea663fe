import Glibc
import Model

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
        self.init(path, SystemText.of(errno))
    }
}
