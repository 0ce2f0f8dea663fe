import Glibc
import Model

/// The folder of all recordings, and its days.
struct RecordingFolder: Sendable {
    let path: String

    /// Makes a folder of mode 0700, or checks the one that is there.
    static func make(_ path: String) throws(RecordingError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        let code = errno
        guard code == EEXIST else { throw .folder(path: path, cause: SystemText.of(code)) }
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .folder(path: path, cause: SystemText.of(errno)) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .folder(path: path, cause: "it is not a folder") }
        guard status.st_mode & 0o077 == 0 else {
            throw .folder(path: path, cause: "it is open to other users of this machine; close it with chmod 700")
        }
    }

    /// The names of the days, the oldest first.
    func days() -> [String] {
        Self.names(in: path).filter(Self.isDay).sorted()
    }

    /// The files of a day.
    func files(of day: String) -> [RecordingFile] {
        Self.names(in: "\(path)/\(day)").compactMap { RecordingFile(name: $0) }
    }

    /// Every recording that there is, with the files it has; the oldest day first.
    func recordings() -> [(path: RecordingPath, files: [RecordingFile])] {
        var all: [(RecordingPath, [RecordingFile])] = []
        for day in days() {
            let byID = Dictionary(grouping: files(of: day), by: \.id)
            let ids = byID.keys.sorted {
                ($0.connection.run, $0.connection.number, $0.number)
                    < ($1.connection.run, $1.connection.number, $1.number)
            }
            for id in ids { all.append((RecordingPath(id: id, root: path, day: day), byID[id] ?? [])) }
        }
        return all
    }

    /// Where the recording of that id is.
    func find(_ id: SessionID) -> RecordingPath? {
        for day in days().reversed() {
            let found = RecordingPath(id: id, root: path, day: day)
            if OpenFile.exists(found.cast) || OpenFile.exists(found.cast + RecordingPath.compressed) { return found }
        }
        return nil
    }

    /// In bytes; 0 for a file that is not there.
    static func length(of path: String) -> UInt64 {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
    }

    private static func isDay(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
