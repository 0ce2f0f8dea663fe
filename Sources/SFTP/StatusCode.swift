import Glibc

/// How a request ended (draft-ietf-secsh-filexfer-02 section 7).
enum StatusCode: UInt32 {
    case ok = 0
    case eof = 1
    case noSuchFile = 2
    case permissionDenied = 3
    case failure = 4
    case badMessage = 5
    case unsupported = 8

    /// What OpenSSH's sftp-server says for an errno; clients rely on it.
    init(errno: Int32) {
        self =
            switch errno {
            case 0: .ok
            case ENOENT, ENOTDIR, EBADF, ELOOP: .noSuchFile
            case EPERM, EACCES, EFAULT: .permissionDenied
            case ENAMETOOLONG, EINVAL: .badMessage
            case ENOSYS: .unsupported
            default: .failure
            }
    }
}
