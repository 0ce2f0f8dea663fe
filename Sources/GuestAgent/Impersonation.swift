import CLinux
import Glibc
import GuestProtocol

/// Acts in the file system and the network as a user: what the user may not, a forward may not either.
enum Impersonation {
    /// Runs `body`, which must not await, as `user` on this thread alone.
    /// - Returns: nil where the user cannot be taken on; errno is set.
    static func run<T>(as user: GuestUser, _ body: () -> T) -> T? {
        let accounts = AccountFiles()
        let groups = accounts.entry(uid: user.uid).map { accounts.groups(of: $0.name, primary: user.gid) } ?? [user.gid]
        guard unsafe gangway_act_as(user.uid, user.gid, groups, Int32(groups.count)) == 0 else {
            let code = errno
            _ = gangway_act_as_root()
            errno = code
            return nil
        }
        let result = body()
        let code = errno
        // Without this thread's own rights nothing here could go on.
        guard gangway_act_as_root() == 0 else { exit(1) }
        errno = code
        return result
    }
}
