import Glibc

/// What proc(5) tells of a process.
enum ProcessStatus {
    /// The foreground group of the process's terminal (field 8 of /proc/PID/stat); nil without one.
    static func foregroundGroup(of pid: pid_t) -> pid_t? {
        let file = unsafe open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            count = unsafe max(0, read(file, buffer.baseAddress, buffer.count))
        }
        return foregroundGroup(in: bytes)
    }

    static func foregroundGroup(in stat: [UInt8]) -> pid_t? {
        // The name, field 2, may hold anything; it ends with the last parenthesis.
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 5, let group = pid_t(String(decoding: fields[5], as: UTF8.self)), group > 0 else {
            return nil
        }
        return group
    }
}
