import Glibc

/// `sessions.head`: the number and hash of the last line, so that removed last lines are found.
///
/// Always written whole and of the same size in place, which needs no room on the disk and keeps the writer's lock on it.
struct LogHead: Sendable, Hashable {
    var sequence: UInt64
    var hash: LineHash

    private static let size = 128

    /// One object of JSON, filled up with spaces, and a newline.
    var bytes: [UInt8] {
        var bytes = Array("{\"v\":1,\"seq\":\(sequence),\"hash\":\"\(hash.text)\"}".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, Self.size - 1 - bytes.count)))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    init(sequence: UInt64, hash: LineHash) {
        self.sequence = sequence
        self.hash = hash
    }

    /// - Returns: nil for what is no head.
    init?(_ bytes: [UInt8]) {
        guard let head = JSONValue(bytes[...]), case .integer(1) = head["v"],
            case .integer(let sequence) = head["seq"], sequence >= 0,
            case .string(let text) = head["hash"], let hash = LineHash(text)
        else { return nil }
        self.init(sequence: UInt64(sequence), hash: hash)
    }

    /// - Returns: nil where it is missing or damaged.
    static func read(in folder: LogFolder) throws(EventLogError) -> LogHead? {
        let path = folder.path(of: LogFolder.head)
        guard unsafe access(path, F_OK) == 0 else { return nil }
        return try read(try LogDescriptor(path, O_RDONLY))
    }

    /// A server may be writing it: only what is read twice alike counts.
    static func read(_ file: borrowing LogDescriptor) throws(EventLogError) -> LogHead? {
        var last: [UInt8] = []
        for _ in 0..<100 {
            var bytes = [UInt8](repeating: 0, count: size)
            let count = try file.read(&bytes, at: 0)
            bytes.removeSubrange(count...)
            if bytes == last { break }
            last = bytes
        }
        return LogHead(last)
    }
}
