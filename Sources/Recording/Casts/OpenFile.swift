import CLinux
import Glibc
import Model
import Synchronization

/// A file's descriptor, closed when nobody uses it any more.
final class OpenFile: Sendable {
    let descriptor: Int32
    /// Written since it was last brought to the disk.
    let isDirty = Atomic(false)
    /// It has no name any more: what is written to it will be gone.
    let isGone = Atomic(false)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// A new file of mode 0600.
    static func create(_ path: String) throws(RecordingFailure) -> OpenFile {
        try open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
    }

    static func read(_ path: String) throws(RecordingFailure) -> OpenFile {
        try open(path, O_RDONLY)
    }

    static func change(_ path: String) throws(RecordingFailure) -> OpenFile {
        try open(path, O_RDWR | O_APPEND)
    }

    private static func open(_ path: String, _ flags: Int32) throws(RecordingFailure) -> OpenFile {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw .refused(cause: "\(path): \(SystemText.of(errno))") }
        let file = OpenFile(descriptor: descriptor)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .refused(cause: "\(path) is not a regular file")
        }
        return file
    }

    var length: UInt64 {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
    }

    /// Whether it still has a name.
    var isLinked: Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_nlink > 0
    }

    /// Writes all of `bytes`, or as many as it can.
    /// - Returns: how many were written, and errno where they are not all.
    func append(_ bytes: UnsafeRawBufferPointer) -> (count: Int, code: Int32) {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = unsafe Glibc.write(descriptor, base + done, bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                return (done, errno)
            }
            guard count > 0 else { return (done, EIO) }
            done += count
        }
        return (done, 0)
    }

    /// Sees to it that `count` more bytes fit, as far as the file system can tell.
    func reserve(_ count: Int, after length: UInt64) throws(RecordingFailure) {
        guard gangway_reserve(descriptor, Int64(length), Int64(count)) != 0, errno != EOPNOTSUPP else { return }
        throw .refused(cause: SystemText.of(errno))
    }

    /// Cuts it to `length`.
    func cut(to length: UInt64) throws(RecordingFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw .refused(cause: SystemText.of(errno)) }
    }

    func sync() throws(RecordingFailure) {
        guard fdatasync(descriptor) == 0 else { throw .refused(cause: SystemText.of(errno)) }
    }

    /// Reads what is at `offset`, at most `count` bytes; empty at the end.
    func read(at offset: UInt64, atMost count: Int) throws(RecordingFailure) -> [UInt8] {
        var code: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let got = unsafe pread(descriptor, base + filled, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        guard code == 0 else { throw .refused(cause: SystemText.of(code)) }
        return bytes
    }
}
