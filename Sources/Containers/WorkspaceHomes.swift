import Dispatch
import EventLoop
import FoundationEssentials
import Glibc
import Model

/// The homes on the host: `<folder>/<user>`, owned by the workspace's uid, mode 0700.
struct WorkspaceHomes: Sendable {
    let folder: String

    /// Files are touched here only: a slow disk holds up homes and nothing else.
    private static let queue = DispatchQueue(label: "gangway.homes")

    func path(of user: UserName) -> String { "\(folder)/\(user)" }

    /// Makes the user's home where it is missing and gives it to its owner. Never follows a symbolic link in its place.
    /// - Returns: whether it is empty.
    func prepare(for user: UserName, _ owner: WorkspaceOwner) async throws(WorkspaceError) -> Bool {
        let result: Result<Bool, WorkspaceError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(returning: Result { () throws(WorkspaceError) in try prepareNow(for: user, owner) })
            }
        }
        return try result.get()
    }

    private func prepareNow(for user: UserName, _ owner: WorkspaceOwner) throws(WorkspaceError) -> Bool {
        guard folder.hasPrefix("/") else { throw .home(path: folder, cause: "the homes folder's path is not absolute") }
        // Passing through is all that anyone but root needs here.
        _ = unsafe mkdir(folder, 0o711)
        let parent = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw failure(folder, "open") }
        defer { close(parent) }

        if unsafe mkdirat(parent, user.description, 0o700) != 0, errno != EEXIST {
            throw failure(path(of: user), "mkdir")
        }
        let home = unsafe openat(parent, user.description, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard home >= 0 else { throw failure(path(of: user), "open") }
        defer { close(home) }

        var status = stat()
        guard unsafe fstat(home, &status) == 0 else { throw failure(path(of: user), "stat") }
        if status.st_uid != owner.uid || status.st_gid != owner.gid, fchown(home, owner.uid, owner.gid) != 0 {
            throw failure(path(of: user), "chown")
        }
        return isEmpty(home)
    }

    /// Removes the home and all that is in it. Symbolic links are removed, not followed.
    /// - Returns: whether there was one.
    func remove(of user: UserName) async throws(WorkspaceError) -> Bool {
        let path = path(of: user)
        let result: Result<Bool, WorkspaceError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                var status = stat()
                guard unsafe lstat(path, &status) == 0 else { return continuation.resume(returning: .success(false)) }
                let outcome = Result {
                    try FileManager.default.removeItem(atPath: path)
                    return true
                }
                continuation.resume(returning: outcome.mapError { .home(path: path, cause: "\($0)") })
            }
        }
        return try result.get()
    }

    /// The account of that name on the host.
    func hostAccount(of user: UserName) async throws(WorkspaceError) -> WorkspaceOwner {
        // May ask a directory service.
        let owner = await withCheckedContinuation { continuation in
            Self.queue.async { continuation.resume(returning: Self.account(named: user)) }
        }
        guard let owner else { throw .noHostAccount(user) }
        return owner
    }

    private static func account(named user: UserName) -> WorkspaceOwner? {
        var entry = unsafe passwd()
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        var found: UnsafeMutablePointer<passwd>?
        // Never root's: its files are the host's.
        guard unsafe getpwnam_r(user.description, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            unsafe entry.pw_uid != 0
        else { return nil }
        return unsafe WorkspaceOwner(uid: entry.pw_uid, gid: entry.pw_gid)
    }

    private func isEmpty(_ home: Int32) -> Bool {
        let copy = fcntl(home, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let entries = unsafe fdopendir(copy) else {
            close(copy)
            return false
        }
        defer { unsafe closedir(entries) }
        // "." and ".." are always there.
        for _ in 0..<3 where unsafe readdir(entries) == nil { return true }
        return false
    }

    private func failure(_ path: String, _ call: String) -> WorkspaceError {
        .home(path: path, cause: "\(SystemError(call))")
    }
}
