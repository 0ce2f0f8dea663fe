import Glibc

/// Administration gives way to sessions where processors are scarce.
public enum StandBack {
    /// On Linux each thread has a niceness of its own.
    private static let niceness: Int32 = 10

    static func thisThread() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }

    /// All that there are now; those that they start inherit it.
    public static func thisProcess() {
        guard let folder = unsafe opendir("/proc/self/task") else { return }
        defer { unsafe closedir(folder) }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard let thread = UInt32(name) else { continue }
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, niceness)
        }
    }
}
