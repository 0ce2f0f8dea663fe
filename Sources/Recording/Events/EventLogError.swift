import Glibc
import Model

/// Why the session log cannot be used.
public enum EventLogError: Error, Hashable, CustomStringConvertible {
    /// Another process writes this log.
    case busy(folder: String)
    case failed(path: String, cause: String)

    /// With errno of the calling thread: make the error before any other call.
    init(_ path: String) {
        self = .failed(path: path, cause: SystemText.of(errno))
    }

    public var description: String {
        switch self {
        case .busy(let folder): "another server writes the session log in \(folder)"
        case .failed(let path, let cause): "\(path): \(cause)"
        }
    }
}
