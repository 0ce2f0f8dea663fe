import Glibc
import GuestProtocol

/// Which processes belong to a session's program, and which of them its user has detached on purpose though they are in
/// its group: those that ignore SIGHUP and have none of the leader's descriptors as their input, output or error, and
/// their descendants. A
/// shell without job control makes such
/// ones of `nohup server >log 2>&1 </dev/null &`, the way editors start theirs.
struct SessionProcesses {
    private let leader: pid_t
    private let user: GuestUser
    private let files: Set<File>

    private struct File: Hashable {
        let device: dev_t
        let number: ino_t
    }

    init(of leader: pid_t, user: GuestUser) {
        self.leader = leader
        self.user = user
        files = Impersonation.run(as: user) { Self.files(of: leader) } ?? []
    }

    /// The living members of `groups` that are not detached.
    /// - Returns: nil where none is detached: whoever signals the whole group misses nobody that is just being made.
    func attached(of groups: [pid_t]) -> [pid_t]? {
        var members: [pid_t: ProcessStatus] = [:]
        for pid in ProcessStatus.all() {
            guard let status = ProcessStatus(of: pid), !status.isZombie, groups.contains(status.group) else { continue }
            members[pid] = status
        }
        let ignoring = members.keys.filter { $0 != leader && ProcessStatus.ignoresHangup($0) }
        guard !ignoring.isEmpty else { return nil }
        // Only the user may look at these.
        let detached = Impersonation.run(as: user) { ignoring.filter { files.isDisjoint(with: Self.files(of: $0)) } }
        guard let detached, !detached.isEmpty else { return nil }
        return members.keys.filter { !Self.descends($0, from: Set(detached), among: members) }
    }

    private static func descends(
        _ pid: pid_t, from ancestors: Set<pid_t>, among members: [pid_t: ProcessStatus]
    ) -> Bool {
        var pid = pid
        // Numbers that were given out anew meanwhile might make a ring.
        for _ in 0...members.count {
            if ancestors.contains(pid) { return true }
            guard let status = members[pid] else { return false }
            pid = status.parent
        }
        return false
    }

    private static func files(of pid: pid_t) -> Set<File> {
        var files: Set<File> = []
        for number in 0...2 {
            var status = stat()
            guard unsafe stat("/proc/\(pid)/fd/\(number)", &status) == 0 else { continue }
            // Everybody's, and nobody's.
            let isNull = status.st_mode & S_IFMT == S_IFCHR && status.st_rdev == makedev(1, 3)
            if !isNull { files.insert(File(device: status.st_dev, number: status.st_ino)) }
        }
        return files
    }

    private static func makedev(_ major: dev_t, _ minor: dev_t) -> dev_t { major << 8 | minor }
}
