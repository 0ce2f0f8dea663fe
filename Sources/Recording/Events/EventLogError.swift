/// Why the session log cannot be used.
public enum EventLogError: Error, Hashable, CustomStringConvertible {
    /// Another process writes this log.
    case busy(folder: String)
    case failed(path: String, cause: String)

    public var description: String {
        switch self {
        case .busy(let folder): "another server writes the session log in \(folder)"
        case .failed(let path, let cause): "\(path): \(cause)"
        }
    }
}
