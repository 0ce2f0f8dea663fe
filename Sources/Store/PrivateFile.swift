import Glibc
import Model

/// Files that only their owner can read.
enum PrivateFile {
    /// Makes an empty file of mode 0600 at `path`, or checks the one that is there.
    ///
    /// An existing file is only looked at, never opened: closing any descriptor of a file drops the locks that SQLite
    /// holds on it in this process.
    static func create(at path: String) throws(StoreError) {
        let descriptor = try open(path, O_RDWR | O_CREAT | O_EXCL)
        if let descriptor {
            Glibc.close(descriptor)
        } else {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { throw failure(path) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw .unusable(cause: "\(path) is not a regular file")
            }
            guard status.st_mode & 0o077 == 0 else { throw .notPrivate(path: path) }
        }
    }

    /// Opens `path` with mode 0600 for a new file.
    ///
    /// - Returns: nil if `flags` ask for a new file and there is one.
    static func open(_ path: String, _ flags: Int32) throws(StoreError) -> Int32? {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return nil }
            throw failure(path)
        }
        giveToFolderOwner(descriptor, path)
        return descriptor
    }

    /// A command run by root must not leave files that a server under another user cannot open; SQLite does the same
    /// for the files beside its database. Failing here shows when that server opens the file, so it is not an error.
    private static func giveToFolderOwner(_ descriptor: Int32, _ path: String) {
        var folder = stat()
        guard geteuid() == 0, unsafe stat(self.folder(of: path), &folder) == 0 else { return }
        _ = fchown(descriptor, folder.st_uid, folder.st_gid)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Reads errno: the failed call must be the last one.
    static func failure(_ path: String) -> StoreError {
        let code = errno
        guard code != ENOENT else { return .folderMissing(path: folder(of: path)) }
        return .unusable(cause: "\(path): \(SystemText.of(code))")
    }
}
