import Glibc

/// The path of a terminal.
enum TerminalName {
    /// `/dev/pts/N` as it is called here; nil where it has no name.
    static func of(_ descriptor: Int32) -> [UInt8]? {
        var name = [CChar](repeating: 0, count: 64)
        let count = unsafe readlink("/proc/self/fd/\(descriptor)", &name, name.count)
        let bytes = name.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return bytes.starts(with: "/dev/".utf8) ? bytes : nil
    }
}
