import Glibc

/// A lock between processes, held from `acquire` to `release`. The kernel releases it when the process ends.
struct FileLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `StoreError.busy` if another process holds the lock for longer than `patience`.
    static func acquire(at path: String, patience: Duration) async throws -> FileLock {
        guard let descriptor = try PrivateFile.open(path, O_RDWR | O_CREAT) else { throw StoreError.busy }
        let lock = FileLock(descriptor: descriptor)
        do {
            let deadline = ContinuousClock.now + patience
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR else { throw PrivateFile.failure(path) }
                guard ContinuousClock.now < deadline else { throw StoreError.busy }
                try await Task.sleep(for: .milliseconds(20))
            }
        } catch {
            lock.release()
            throw error
        }
        return lock
    }

    /// Once.
    func release() {
        close(descriptor)
    }
}
