import Glibc

/// This process as the kernel counts it (proc(5)). What cannot be read is nil.
struct ProcessStatus {
    var cpuSeconds: Double?
    var openDescriptors: Int?
    /// RLIMIT_NOFILE, the soft one; infinity where there is none.
    var descriptorLimit: Double?
    var residentBytes: Int?
    var virtualBytes: Int?
    /// In seconds since 1970.
    var startTime: Double?
    var threads: Int?

    static func current() -> ProcessStatus {
        var status = ProcessStatus(stat: text(of: "/proc/self/stat"), boot: text(of: "/proc/stat"))
        status.openDescriptors = descriptors()
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            status.descriptorLimit = limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur)
        }
        return status
    }

    /// - Parameters:
    ///   - stat: `/proc/self/stat`.
    ///   - boot: `/proc/stat`.
    init(stat: String?, boot: String?) {
        // The second field is the program's name in brackets, and may hold anything; the third is the first after it.
        guard let stat, let end = stat.lastIndex(of: ")") else { return }
        let fields = stat[stat.index(after: end)...].split { $0 == " " || $0 == "\n" }
        func field(_ number: Int) -> Int? { number - 3 < fields.count ? Int(fields[number - 3]) : nil }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        if let user = field(14), let system = field(15) { cpuSeconds = Double(user + system) / ticks }
        threads = field(20)
        virtualBytes = field(23)
        residentBytes = field(24).map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
        let bootTime = boot?.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
        if let begin = field(22), let bootTime { startTime = bootTime + Double(begin) / ticks }
    }

    private static func descriptors() -> Int? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        // ".", ".." and the one that reads here.
        var count = -3
        while unsafe readdir(folder) != nil { count += 1 }
        return count
    }

    /// At most 64 KiB of it.
    private static func text(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        var length = 0
        while length < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + length }, buffer.count - length)
            }
            guard count > 0 else { break }
            length += count
        }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }
}
