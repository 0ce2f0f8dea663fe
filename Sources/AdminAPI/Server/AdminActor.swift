import Glibc

/// Who asks, in words.
enum AdminActor {
    static func text(name: String?, uid: uid_t, pid: pid_t) -> String {
        "\(name ?? "?")(\(uid)) pid \(pid)"
    }

    /// The account's name on this machine.
    static func name(of uid: uid_t) -> String? {
        var entry = unsafe passwd()
        var buffer = [CChar](repeating: 0, count: 4096)
        var found: UnsafeMutablePointer<passwd>?
        guard unsafe getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil else {
            return nil
        }
        return unsafe String(cString: entry.pw_name)
    }
}
