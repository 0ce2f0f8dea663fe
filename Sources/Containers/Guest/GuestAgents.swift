import CLinux
import Dispatch
import EventLoop
import Glibc
import GuestProtocol
import Model
import Synchronization

/// The workspaces' guest agents as the host sees them: one executable for all, and for each workspace a folder that only
/// root may enter, with its guest agent's socket.
///
/// What is in such a folder is the workspace's doing: nothing there is followed or opened, only connected to, and only
/// if it is a socket.
final class GuestAgents: Sendable {
    private let configuration: GuestConfiguration
    /// Users whose guest agent did not answer, until when sessions go past it.
    private let suspects = Mutex<[UserName: ContinuousClock.Instant]>([:])

    private let suspicion: Duration
    private static let queue = DispatchQueue(label: "gangway.guests")

    init(_ configuration: GuestConfiguration, suspicion: Duration = .seconds(10)) {
        self.configuration = configuration
        self.suspicion = suspicion
    }

    /// What the container of `user` needs of the host's files.
    func mounts(of user: UserName) -> [ContainerSpecification.Mount] {
        [
            .init(source: configuration.executable, target: GuestPlaces.executable, readOnly: true),
            .init(source: configuration.executable, target: GuestPlaces.command, readOnly: true),
            .init(source: folder(of: user), target: GuestPlaces.folder),
        ]
    }

    /// Makes the folder of `user` where it is missing.
    func prepare(for user: UserName) async throws(WorkspaceError) {
        let folders = configuration.folders
        let path = folder(of: user)
        let failure: SystemError? = await withCheckedContinuation { continuation in
            Self.queue.async {
                _ = unsafe mkdir(folders, 0o700)
                let isMade = unsafe mkdir(path, 0o700) == 0 || errno == EEXIST
                continuation.resume(returning: isMade ? nil : SystemError("mkdir"))
            }
        }
        if let failure { throw .home(path: path, cause: "\(failure)") }
    }

    /// Removes what the container of `user` had there. It must be gone.
    func clear(of user: UserName) {
        let path = folder(of: user)
        Self.queue.async {
            // The workspace's root may have put anything there; only what is ours is removed, and the folder if it is
            // empty then.
            _ = unsafe unlink("\(path)/\(GuestPlaces.socket)")
            _ = unsafe rmdir(path)
        }
    }

    /// A connection to the guest agent of `user`, non-blocking.
    /// - Throws: `SystemError`; ENOENT and ECONNREFUSED where none listens.
    func connect(to user: UserName) throws(SystemError) -> OwnedDescriptor {
        let socket = unsafe gangway_connect_messages(folder(of: user), GuestPlaces.socket)
        guard socket >= 0 else { throw SystemError("connect") }
        return OwnedDescriptor(owning: socket)
    }

    private func folder(of user: UserName) -> String { "\(configuration.folders)/\(user)" }

    /// It did not answer in time: for a while nobody else shall wait for it.
    func suspect(_ user: UserName) {
        suspects.withLock { $0[user] = .now + suspicion }
    }

    func isSuspect(_ user: UserName) -> Bool {
        suspects.withLock { suspects in
            guard let end = suspects[user] else { return false }
            if end > .now { return true }
            suspects[user] = nil
            return false
        }
    }
}
