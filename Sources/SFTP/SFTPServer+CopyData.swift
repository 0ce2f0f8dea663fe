internal import CLinux
import Glibc

/// `copy-data` (draft-ietf-secsh-filexfer-extensions-00 section 7): from one open file to another, here.
extension SFTPServer {
    /// One step, after which the client is looked at: a copy may take long.
    private static let copyStep = 64 << 20

    mutating func copyData(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let source = try handles.file(try packet.handle())
        let sourceOffset = try packet.offset()
        let length = off_t(clamping: try packet.uint64())
        let target = try handles.file(try packet.handle())
        let targetOffset = try packet.offset()
        try refuseSameFile(source, target)
        // No length means up to the end. No file reaches the largest offset.
        let toTheEnd = length == 0
        let possible = off_t.max - max(sourceOffset, targetOffset)
        let wanted = toTheEnd ? possible : min(length, possible)
        // The replies so far need not wait for it.
        try replies.flush()
        var copied: off_t = 0
        while copied < wanted {
            let count = try copy(source, sourceOffset + copied, target, targetOffset + copied, wanted - copied)
            guard count > 0 else { break }
            copied += off_t(count)
            if clientIsGone() { throw .clientGone }
        }
        guard toTheEnd || copied == length else { throw .refused(.eof, "End of file") }
        try replies.success(id)
    }

    /// A file copied onto itself may grow for ever.
    private func refuseSameFile(_ source: Int32, _ target: Int32) throws(SFTPError) {
        var (one, other) = (Glibc.stat(), Glibc.stat())
        try check(unsafe Glibc.fstat(source, &one))
        try check(unsafe Glibc.fstat(target, &other))
        guard one.st_dev != other.st_dev || one.st_ino != other.st_ino else {
            throw .refused(.failure, "Source and target are the same file")
        }
    }

    /// - Returns: how many bytes were copied, at least one but at the source's end.
    private func copy(
        _ source: Int32, _ sourceOffset: off_t, _ target: Int32, _ targetOffset: off_t, _ length: off_t
    ) throws(SFTPError) -> Int {
        let step = Int(min(length, off_t(Self.copyStep)))
        let count = gangway_copy_range(source, Int64(sourceOffset), target, Int64(targetOffset), step)
        if count > 0 { return count }
        // Not every pair of files can be copied in the kernel, and it sees the end where a file of /proc begins.
        let read = unsafe pread(source, scratch.bytes, min(step, Scratch.size), sourceOffset)
        guard read >= 0 else { throw .system(errno) }
        if read > 0 {
            try unsafe Self.write(
                UnsafeRawBufferPointer(start: scratch.bytes, count: read), to: target, at: targetOffset)
        }
        return read
    }
}
