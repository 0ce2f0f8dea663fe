import Glibc

/// The whole lines of a file, one after the other; also of one that grows, and one whose unfinished last line is cut off.
struct LineReader: ~Copyable {
    /// A line without its newline, and where it begins in the file.
    struct Line {
        var bytes: ArraySlice<UInt8>
        var offset: Int
    }

    private let file: LogDescriptor
    private var buffer: [UInt8] = []
    /// What `next` has not returned yet begins here in the buffer, and at `offset` in the file.
    private var begin = 0
    private(set) var offset: Int
    /// Bytes after the last newline, when `next` said nil.
    private(set) var unfinished = 0

    /// Lines of the log are far shorter; longer ones come in pieces of this size.
    static let lineLimit = 1 << 20
    private static let chunk = 256 << 10

    /// - Parameter offset: where a line begins.
    init(_ path: String, at offset: Int = 0) throws(EventLogError) {
        file = try LogDescriptor(path, O_RDONLY)
        self.offset = offset
    }

    /// - Returns: nil where no further line is finished now.
    mutating func next() throws(EventLogError) -> Line? {
        var searched = begin
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) { return take(until: end, newline: 1) }
            if buffer.count - begin >= Self.lineLimit { return take(until: begin + Self.lineLimit, newline: 0) }
            searched = buffer.count
            let dropped = begin
            guard try fill() else { return nil }
            searched -= dropped
        }
    }

    private mutating func take(until end: Int, newline: Int) -> Line {
        let line = Line(bytes: buffer[begin..<end], offset: offset)
        offset += end + newline - begin
        begin = end + newline
        return line
    }

    /// Reads on after what is in the buffer.
    private mutating func fill() throws(EventLogError) -> Bool {
        buffer.removeSubrange(..<begin)
        begin = 0
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        let count = try file.read(&chunk, at: offset + buffer.count)
        buffer.append(contentsOf: chunk[..<count])
        guard count == 0 else { return true }
        // Read anew next time: after a crash an unfinished line is cut off, and another one comes in its place.
        unfinished = buffer.count
        buffer = []
        return false
    }
}
