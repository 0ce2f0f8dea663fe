/// The lines of a recording's file from a place on. For one thread.
struct RecordingLines {
    private let bytes: RecordingBytes
    /// Where the next line begins.
    private(set) var offset: UInt64
    private var buffer: [UInt8] = []
    /// What of the buffer was given, and up to where no line ends.
    private var begin = 0
    private var searched = 0

    private static let piece = 64 << 10
    /// The gateway makes none that are longer, but for the screens of an index.
    private static let longestLine = 16 << 20

    init(_ bytes: RecordingBytes, at offset: UInt64 = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The next whole line without its end; nil at the (present) end.
    mutating func next() throws(RecordingFailure) -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let line = buffer[begin..<end]
                offset += UInt64(end + 1 - begin)
                begin = end + 1
                searched = begin
                return line
            }
            searched = buffer.count
            guard buffer.count - begin < Self.longestLine else { throw .refused(cause: "a line is too long") }
            let more = try bytes.read(at: offset + UInt64(buffer.count - begin), atMost: Self.piece)
            guard !more.isEmpty else {
                // What is there of a line may be cut off and written anew.
                buffer = []
                begin = 0
                searched = 0
                return nil
            }
            buffer.removeSubrange(..<begin)
            searched -= begin
            begin = 0
            buffer += more
        }
    }
}
