import Glibc

/// Owner of one open file of a recording.
struct IndexFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    private init(_ path: String, _ flags: Int32) throws(IndexerFailure) {
        self.path = path
        descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw IndexerFailure(errnoOf: path) }
    }

    deinit {
        close(descriptor)
    }

    static func reading(_ path: String) throws(IndexerFailure) -> IndexFile {
        try IndexFile(path, O_RDONLY)
    }

    /// Makes it with mode 0600 where it is missing.
    static func writing(_ path: String) throws(IndexerFailure) -> IndexFile {
        try IndexFile(path, O_RDWR | O_CREAT | O_APPEND)
    }

    func length() throws(IndexerFailure) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw IndexerFailure(errnoOf: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw IndexerFailure(path, "not a regular file") }
        return Int(status.st_size)
    }

    /// Appends what is at `offset`, at most `count` bytes, to `buffer`.
    ///
    /// - Returns: how many bytes; 0 at the end.
    func read(at offset: Int, count: Int, appendingTo buffer: inout [UInt8]) throws(IndexerFailure) -> Int {
        var got = -1
        repeat {
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
                got = unsafe pread(descriptor, bytes.baseAddress, count, off_t(offset))
                filled = max(0, got)
            }
            buffer.append(contentsOf: piece)
        } while got < 0 && errno == EINTR
        guard got >= 0 else { throw IndexerFailure(errnoOf: path) }
        return got
    }

    func readAll() throws(IndexerFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while try read(at: bytes.count, count: 1024 * 1024, appendingTo: &bytes) > 0 {}
        return bytes
    }

    func append(_ bytes: [UInt8]) throws(IndexerFailure) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { rest in
                unsafe write(descriptor, rest.baseAddress?.advanced(by: done), rest.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw IndexerFailure(errnoOf: path) }
            done += count
        }
    }

    func cut(to length: Int) throws(IndexerFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw IndexerFailure(errnoOf: path) }
    }
}
