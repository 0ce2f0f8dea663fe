import CLinux
import Glibc
import Model
import Synchronization

/// The place of the admin socket in the file system: who may connect is decided by its mode.
///
/// The server binds in a new folder of its own (mode 0700); `publish` sets the socket's owner and mode there and moves it
/// to its place in one step. What a dead server left there is replaced that way.
final class AdminSocket: Sendable {
    let path: String
    /// Where to bind.
    let unpublished: String
    private let folder: String
    private let group: gid_t?
    /// The socket's inode, once it is in its place.
    private let published = Mutex<ino_t?>(nil)

    /// - Throws: `AdminSocketError` where a server answers at `path`, or something else than a socket is there.
    init(path: String, group: String?) throws {
        self.path = path
        self.group = try group.map(Self.identifier)
        try Self.checkNobodyServes(at: path)
        let parent = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        var template = Array("\(parent)/.XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else {
            let cause = SystemText.of(errno)
            throw AdminSocketError.folder(path: String(parent), cause: cause)
        }
        folder = unsafe String(cString: made)
        unpublished = folder + "/s"
        // What `sockaddr_un` holds, with its final NUL.
        guard max(unpublished.utf8.count, path.utf8.count) < 108 else {
            unsafe rmdir(folder)
            throw AdminSocketError.tooLong(path: path)
        }
    }

    /// Once it is bound.
    func publish() throws {
        let mode: mode_t = group == nil ? 0o600 : 0o660
        var status = stat()
        guard unsafe lstat(unpublished, &status) == 0,
            unsafe group == nil || chown(unpublished, uid_t.max, group ?? gid_t.max) == 0,
            unsafe chmod(unpublished, mode) == 0, unsafe rename(unpublished, path) == 0
        else {
            let cause = SystemText.of(errno)
            throw AdminSocketError.place(path: path, cause: cause)
        }
        published.withLock { $0 = status.st_ino }
        unsafe rmdir(folder)
    }

    /// Removes what is ours. A later server's socket stays.
    func remove() {
        let inode = published.withLock { inode in
            defer { inode = nil }
            return inode
        }
        var status = stat()
        if let inode, unsafe lstat(path, &status) == 0, status.st_ino == inode { unsafe unlink(path) }
        unsafe unlink(unpublished)
        unsafe rmdir(folder)
    }

    private static func checkNobodyServes(at path: String) throws {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw AdminSocketError.taken(path: path) }
        let descriptor = unsafe gangway_connect_unix(path)
        // A full backlog is somebody's, too.
        if descriptor < 0, errno != EAGAIN { return }
        close(descriptor)
        throw AdminSocketError.serving(path: path)
    }

    private static func identifier(ofGroup name: String) throws -> gid_t {
        // Called once, before there are other threads that ask.
        guard let entry = unsafe getgrnam(name) else { throw AdminSocketError.noGroup(name) }
        return unsafe entry.pointee.gr_gid
    }
}
