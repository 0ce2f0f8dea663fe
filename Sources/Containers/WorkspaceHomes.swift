import Dispatch
import EventLoop
import Glibc
import Model

/// The homes on the host: `<folder>/<user>`, owned by the workspaces' uid, mode 0700.
struct WorkspaceHomes: Sendable {
    let folder: String
    let uid: UInt32
    let gid: UInt32

    /// Files are touched here only: a slow disk holds up homes and nothing else.
    private static let queue = DispatchQueue(label: "gangway.homes")

    func path(of user: UserName) -> String { "\(folder)/\(user)" }

    /// Makes the user's home where it is missing and gives it to `uid`. Never follows a symbolic link in its place.
    /// - Returns: whether it is empty.
    func prepare(for user: UserName) async throws(WorkspaceError) -> Bool {
        let result: Result<Bool, WorkspaceError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(returning: Result { () throws(WorkspaceError) in try prepareNow(for: user) })
            }
        }
        return try result.get()
    }

    private func prepareNow(for user: UserName) throws(WorkspaceError) -> Bool {
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
        if status.st_uid != uid || status.st_gid != gid, fchown(home, uid, gid) != 0 {
            throw failure(path(of: user), "chown")
        }
        return isEmpty(home)
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
