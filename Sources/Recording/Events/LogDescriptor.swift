import Glibc

/// An open file of the log, and the calls on it; closed with this value.
struct LogDescriptor: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// A new file gets mode 0600. Links are not followed.
    init(_ path: String, _ flags: Int32) throws(EventLogError) {
        self.path = path
        descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw EventLogError(path) }
        guard try status().st_mode & S_IFMT == S_IFREG else {
            throw .failed(path: path, cause: "is not a regular file")
        }
    }

    deinit {
        close(descriptor)
    }

    func size() throws(EventLogError) -> Int { Int(try status().st_size) }

    /// Whether the path still leads to this file.
    func isInPlace() throws(EventLogError) -> Bool {
        var named = stat()
        guard unsafe lstat(path, &named) == 0 else { return false }
        let own = try status()
        return named.st_dev == own.st_dev && named.st_ino == own.st_ino
    }

    /// - Returns: false where another process holds it.
    func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// - Returns: how many bytes were read: less than there is room for only at the end.
    func read(_ buffer: inout [UInt8], at offset: Int) throws(EventLogError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
                return unsafe pread(descriptor, rest.baseAddress, rest.count, offset + filled)
            }
            if count == 0 { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw EventLogError(path) }
            filled += count
        }
        return filled
    }

    /// Appends all of `bytes` with as few calls as the kernel allows.
    func append(_ bytes: [UInt8]) throws(EventLogError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw EventLogError(path) }
            written += count
        }
    }

    /// Puts `bytes` at the file's beginning.
    func overwrite(_ bytes: [UInt8]) throws(EventLogError) {
        let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw EventLogError(path) }
        guard count == bytes.count else { throw .failed(path: path, cause: "written in part") }
    }

    func truncate(to size: Int) throws(EventLogError) {
        guard ftruncate(descriptor, size) == 0 else { throw EventLogError(path) }
    }

    func sync() throws(EventLogError) {
        guard fdatasync(descriptor) == 0 else { throw EventLogError(path) }
    }

    private func status() throws(EventLogError) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw EventLogError(path) }
        return status
    }
}
