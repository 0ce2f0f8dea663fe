import Glibc
import GuestProtocol

/// The sockets of forwarded ssh-agents in the container: a folder that only the user may enter, one socket a
/// connection, and a link to the newest one that is alive.
final class AgentSockets {
    private let folder: String
    private var alive: [(path: String, user: GuestUser)] = []
    private var nextNumber = 1

    /// What an earlier run of the guest agent left is removed.
    init(folder: String = GuestPlaces.agents) {
        self.folder = folder
        removeAll()
    }

    /// - Returns: a path for one more socket; nil and errno where the folder cannot be had.
    func add(for user: GuestUser) -> String? {
        if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST { return nil }
        // The folder above is root's: nobody else can have put something in this one's place.
        guard unsafe lchown(folder, user.uid, user.gid) == 0 || getuid() != 0 else { return nil }
        defer { nextNumber += 1 }
        return "\(folder)/\(nextNumber)"
    }

    func isListening(at path: String, for user: GuestUser) {
        alive.append((path, user))
        point(as: user)
    }

    func remove(_ path: String, of user: GuestUser) {
        alive.removeAll { $0.path == path }
        _ = Impersonation.run(as: user) { unsafe unlink(path) }
        point(as: user)
    }

    /// The new link takes the old one's place at once, so that nobody finds none meanwhile.
    private func point(as user: GuestUser) {
        let link = "\(folder)/newest"
        let newest = alive.last?.path
        let fresh = "\(folder)/newest.\(nextNumber)"
        _ = Impersonation.run(as: user) {
            guard let newest else { return unsafe unlink(link) }
            unsafe unlink(fresh)
            guard unsafe symlink(newest, fresh) == 0 else { return -1 }
            return unsafe rename(fresh, link)
        }
    }

    private func removeAll() {
        for name in Folder.names(in: folder) { unsafe unlink("\(folder)/\(name)") }
    }
}
