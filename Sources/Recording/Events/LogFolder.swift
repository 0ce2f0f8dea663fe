import Glibc

/// The files of a session log.
struct LogFolder: Sendable {
    let path: String

    static let head = "sessions.head"
    private static let prefix = "sessions-"
    private static let suffix = ".jsonl"

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// - Parameter day: `2026-11-21`.
    static func name(ofDay day: String) -> String { prefix + day + suffix }

    /// - Returns: nil for a name that is no day's.
    static func day(of name: String) -> String? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        let day = String(name.dropFirst(prefix.count).dropLast(suffix.count))
        return EventTime("\(day)T00:00:00.000000Z") == nil ? nil : day
    }

    /// The days' files, oldest first; none where there is no folder.
    func names() throws(EventLogError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw EventLogError(path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if Self.day(of: name) != nil { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes the folder where it is missing; not those above it.
    func make() throws(EventLogError) {
        guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw EventLogError(path)
    }

    /// Makes names in it last through a power cut. Best effort: not every file system can.
    func sync() {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
