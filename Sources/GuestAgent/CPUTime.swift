import Glibc

/// CPU time that a container's processes have used since it started, in nanoseconds.
enum CPUTime {
    /// As the control group says that the container sees as its own.
    /// - Parameter root: where control groups are mounted.
    /// - Returns: nil where none is.
    static func ofGroup(root: String = "/sys/fs/cgroup", own: String = "/proc/self/cgroup") -> UInt64? {
        // Version 1: the engine mounts the container's own group, whatever the name space.
        for folder in ["cpuacct", "cpu,cpuacct"] {
            if let time = number(SmallFile.read("\(root)/\(folder)/cpuacct.usage", limit: 64)) { return time }
        }
        // Version 2. The host's root has no type: where it shows, the container is in the host's name space.
        let path = unsafe access("\(root)/cgroup.type", F_OK) == 0 ? "" : path(SmallFile.read(own, limit: 4096) ?? [])
        guard let path, let statistics = SmallFile.read("\(root)\(path)/cpu.stat", limit: 4096) else { return nil }
        return usage(statistics)
    }

    /// The group of version 2 in /proc/self/cgroup; nil for the host's root, or for one above what is mounted.
    static func path(_ text: [UInt8]) -> String? {
        let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "0::/".utf8) }
        guard let path = line.flatMap({ String(validating: $0.dropFirst(3), as: UTF8.self) }) else { return nil }
        return path == "/" || path.split(separator: "/").contains("..") ? nil : path
    }

    /// - Parameter statistics: cpu.stat, which counts microseconds.
    static func usage(_ statistics: [UInt8]) -> UInt64? {
        let prefix = "usage_usec ".utf8
        let line = statistics.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: prefix) }
        guard let time = number(line.map { Array($0.dropFirst(prefix.count)) }) else { return nil }
        let (nanoseconds, isTooMuch) = time.multipliedReportingOverflow(by: 1000)
        return isTooMuch ? nil : nanoseconds
    }

    /// Of one process, and of its children that have ended and were waited for: fields 14 to 17.
    /// - Parameter stat: a line of /proc/PID/stat.
    static func ofProcess(stat: [UInt8]) -> UInt64 {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return 0 }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 14 else { return 0 }
        let ticks = fields[11...14].reduce(UInt64(0)) { $0 &+ (number(Array($1)) ?? 0) }
        return ticks &* (1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
    }

    private static func number(_ text: [UInt8]?) -> UInt64? {
        guard let text else { return nil }
        return UInt64(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
