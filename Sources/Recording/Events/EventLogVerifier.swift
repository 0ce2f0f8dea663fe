/// Finds lines of the log that were changed, removed, moved or cut.
///
/// Each line carries the SHA-256 of the line before it, and `sessions.head` that of the last one. No key is in it: who
/// can write the folder can write everything from a line on anew, with `sessions.head`, and that is not found; nor are
/// the oldest files missed. Lines that went to another machine by syslog tell.
public struct EventLogVerifier: Sendable {
    private let folder: LogFolder

    public init(folder: String) {
        self.folder = LogFolder(path: folder)
    }

    /// Reads all files, which may take long and blocks. A server may write the log meanwhile.
    public func verify() throws(EventLogError) -> EventLogVerification {
        // First the head: the files are never behind it.
        let head = try LogHead.read(in: folder)
        var chain = ChainCheck(head: head)
        let files = try folder.names()
        for (index, name) in files.enumerated() {
            var lines = try LineReader(folder.path(of: name))
            var number = 0
            while let line = try lines.next() {
                number += 1
                chain.check(line.bytes, at: ChainCheck.Place(file: name, line: number))
            }
            guard lines.unfinished > 0 else { continue }
            if index == files.count - 1 {
                chain.result.unfinishedBytes = lines.unfinished
            } else {
                chain.addMalformed(at: ChainCheck.Place(file: name, line: number + 1))
            }
        }
        chain.end()
        chain.result.files = files
        chain.result.faults.sort { ($0.file, $0.line) < ($1.file, $1.line) }
        return chain.result
    }
}
