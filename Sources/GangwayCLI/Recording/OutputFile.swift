import Glibc

/// A new file for its owner alone.
final class OutputFile {
    private let path: String
    private let descriptor: Int32

    /// - Throws: `CommandError` where it cannot be made, or there is one already.
    init(new path: String) throws {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let cause = CommandError.systemMessage()
            throw CommandError.unwritable(path: path, cause: cause)
        }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else {
                let cause = CommandError.systemMessage()
                throw CommandError.unwritable(path: path, cause: cause)
            }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// Of a recording that is not whole.
    func remove() { unsafe unlink(path) }
}
