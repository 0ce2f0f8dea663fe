import Glibc

/// What proc(5) tells of a process.
struct ProcessStatus: Equatable {
    let isZombie: Bool
    let parent: pid_t
    let group: pid_t
    /// The foreground group of its terminal; nil without one.
    let foregroundGroup: pid_t?

    /// - Returns: nil where there is no such process.
    init?(of pid: pid_t) {
        self.init(stat: Self.read("/proc/\(pid)/stat"))
    }

    /// - Parameter stat: a line of /proc/PID/stat.
    init?(stat: [UInt8]) {
        // The name, field 2, may hold anything; it ends with the last parenthesis.
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 5, let parent = Self.number(fields[1]), let group = Self.number(fields[2])
        else { return nil }
        isZombie = fields[0].elementsEqual("Z".utf8)
        self.parent = parent
        self.group = group
        foregroundGroup = Self.number(fields[5]).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Whether it ignores SIGHUP, as `nohup` makes it.
    static func ignoresHangup(_ pid: pid_t) -> Bool { ignoresHangup(status: read("/proc/\(pid)/status")) }

    /// - Parameter status: /proc/PID/status, whose `SigIgn` has a bit for each signal in hexadecimal digits.
    static func ignoresHangup(status: [UInt8]) -> Bool {
        let line = status.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "SigIgn:".utf8) }
        guard let digit = line?.last.flatMap({ Character(UnicodeScalar($0)).hexDigitValue }) else { return false }
        return digit & 1 << (SIGHUP - 1) != 0
    }

    /// All that this process can see.
    static func all() -> [pid_t] { Folder.names(in: "/proc").compactMap { pid_t($0) } }

    private static func number(_ field: ArraySlice<UInt8>) -> pid_t? { pid_t(String(decoding: field, as: UTF8.self)) }

    private static func read(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        return unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = unsafe max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
        }
    }
}
