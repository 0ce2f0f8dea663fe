import Glibc

/// The end of a day's file.
struct LogTail {
    /// The last line that is an event.
    struct Last {
        var sequence: UInt64
        var time: EventTime
        var hash: LineHash
    }

    var last: Last?
    /// Where an unfinished line begins, or the file's end.
    var end: Int
    /// Its length.
    var unfinished: Int

    /// The last lines are looked for within so many bytes.
    private static let reach = 1 << 20

    init(of file: borrowing LogDescriptor) throws(EventLogError) {
        let size = try file.size()
        let begin = max(0, size - Self.reach)
        var bytes = [UInt8](repeating: 0, count: size - begin)
        let count = try file.read(&bytes, at: begin)
        bytes.removeSubrange(count...)
        var rest = bytes[...]
        let newline = rest.lastIndex(of: UInt8(ascii: "\n"))
        // Without any newline in reach all of that is taken for the unfinished line.
        rest = rest[..<(newline.map { $0 + 1 } ?? 0)]
        end = begin + rest.count
        unfinished = bytes.count - rest.count
        while !rest.isEmpty {
            rest = rest.dropLast()
            let start = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.startIndex
            if let record = EventRecord(rest[start...]) {
                last = Last(sequence: record.sequence, time: record.time, hash: LineHash(of: rest[start...]))
                return
            }
            rest = rest[..<start]
        }
    }
}
