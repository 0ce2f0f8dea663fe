import Glibc

/// Open files: their bytes.
extension SFTPServer {
    /// As OpenSSH has it; room for the fields around the data.
    static let longestData = RequestBuffer.longestPacket - 1024

    /// SSH_FXF_… (draft-ietf-secsh-filexfer-02 section 6.3).
    private struct OpenFlags: OptionSet {
        let rawValue: UInt32

        static let read = OpenFlags(rawValue: 0x01)
        static let write = OpenFlags(rawValue: 0x02)
        static let append = OpenFlags(rawValue: 0x04)
        static let create = OpenFlags(rawValue: 0x08)
        static let truncate = OpenFlags(rawValue: 0x10)
        static let exclusive = OpenFlags(rawValue: 0x20)

        var system: Int32 {
            var flags = contains(.write) ? (contains(.read) ? O_RDWR : O_WRONLY) : O_RDONLY
            if contains(.append) { flags |= O_APPEND }
            if contains(.create) { flags |= O_CREAT }
            if contains(.truncate) { flags |= O_TRUNC }
            if contains(.exclusive) { flags |= O_EXCL }
            return flags
        }
    }

    mutating func open(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let flags = OpenFlags(rawValue: try packet.uint32())
        let mode = try FileAttributes(&packet).permissions ?? 0o666
        // O_NONBLOCK: a FIFO must not hold up the session. It has no meaning for plain files, and what has no offset
        // cannot be read or written below.
        let descriptor = unsafe Glibc.open(path, flags.system | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(errno) }
        try replies.handle(id, try handles.add(descriptor, .file))
    }

    mutating func close(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        try handles.close(try packet.handle())
        try replies.success(id)
    }

    mutating func read(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let file = try handles.file(try packet.handle())
        let offset = try packet.offset()
        let length = min(Int(try packet.uint32()), Self.longestData)
        try replies.begin(.data, id)
        let count = unsafe replies.string(upTo: length) { room in
            while true {
                let count = unsafe pread(file, room.baseAddress, room.count, offset)
                if count >= 0 || errno != EINTR { return count }
            }
        }
        guard count > 0 || length == 0 && count == 0 else {
            let number = errno
            replies.abandon()
            throw count == 0 ? .refused(.eof, "End of file") : .system(number)
        }
        try replies.finish()
    }

    mutating func write(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let file = try handles.file(try packet.handle())
        let offset = try packet.offset()
        try unsafe Self.write(try packet.string(), to: file, at: offset)
        try replies.success(id)
    }

    /// Writes all of `data`. To a file opened to append, the kernel appends whatever the offset.
    static func write(_ data: UnsafeRawBufferPointer, to file: Int32, at offset: off_t) throws(SFTPError) {
        var written = 0
        repeat {
            let (place, overflow) = offset.addingReportingOverflow(off_t(written))
            guard !overflow else { throw .system(EFBIG) }
            let rest = unsafe UnsafeRawBufferPointer(rebasing: data[written...])
            let count = unsafe pwrite(file, rest.baseAddress, rest.count, place)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno)
            }
            // A device that takes nothing and says no error would have this go on for ever.
            guard unsafe count > 0 || data.isEmpty else { throw .refused(.failure, "Nothing was written") }
            written += count
        } while written < data.count
    }
}
