/// Why administration cannot listen.
public enum AdminSocketError: Error, Hashable, CustomStringConvertible {
    case serving(path: String)
    /// There is something that is no socket.
    case taken(path: String)
    case tooLong(path: String)
    case noGroup(String)
    case folder(path: String, cause: String)
    case place(path: String, cause: String)

    public var description: String {
        switch self {
        case .serving(let path): "another gangway serves at \(path)"
        case .taken(let path): "\(path) is no socket; set admin.socket to another path"
        case .tooLong(let path): "\(path) is too long for a socket's path; set admin.socket to a shorter one"
        case .noGroup(let name): "there is no group \(name) for the admin socket"
        case .folder(let path, let cause): "no socket can be made in the folder \(path): \(cause)"
        case .place(let path, let cause): "the socket \(path) cannot be put in its place: \(cause)"
        }
    }
}
