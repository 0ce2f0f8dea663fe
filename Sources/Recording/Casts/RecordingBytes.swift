/// A recording's file as its plain bytes, whether it is compressed or not. For one thread.
enum RecordingBytes {
    case plain(OpenFile)
    case framed(FramedFile)

    /// Opens `path`, which may just now be replaced by its compressed form.
    init(_ path: String) throws(RecordingFailure) {
        // The compressed file is whole when it gets its name, and the plain one goes after that.
        if let file = try? OpenFile.read(path) {
            self = .plain(file)
        } else {
            self = .framed(try FramedFile(path + RecordingPath.compressed))
        }
    }

    /// Some of the bytes at `offset`, at most `count`; empty at the (present) end.
    func read(at offset: UInt64, atMost count: Int) throws(RecordingFailure) -> ArraySlice<UInt8> {
        switch self {
        case .plain(let file): try file.read(at: offset, atMost: count)[...]
        case .framed(let file): try file.read(at: offset, atMost: count)
        }
    }

    var length: UInt64 {
        switch self {
        case .plain(let file): file.length
        case .framed(let file): file.length
        }
    }

    func all() throws(RecordingFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(length))
        while case let more = try read(at: UInt64(bytes.count), atMost: 1 << 20), !more.isEmpty { bytes += more }
        return bytes
    }
}
