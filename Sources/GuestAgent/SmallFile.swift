import Glibc

/// The beginning of a file that may be anybody's: nothing is waited for, and nothing but a regular file is read.
enum SmallFile {
    /// - Parameters:
    ///   - folder: what a relative path starts at.
    ///   - limit: of bytes; the rest is left.
    ///   - followsLink: whether the file itself may be a link.
    /// - Returns: nil where it cannot be read; errno tells why, EINVAL for what is no regular file.
    static func read(
        _ path: String, in folder: Int32 = AT_FDCWD, limit: Int, followsLink: Bool = true
    ) -> [UInt8]? {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLink ? 0 : O_NOFOLLOW)
        let file = unsafe openat(folder, path, flags)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFREG else {
            errno = EINVAL
            return nil
        }
        var isRead = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let result = unsafe Glibc.read(file, buffer.baseAddress, limit)
            isRead = result >= 0
            count = max(0, result)
        }
        return isRead ? bytes : nil
    }
}
