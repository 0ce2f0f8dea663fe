internal import CLinux
import Glibc

/// Listing directories.
extension SFTPServer {
    /// What one READDIR takes from the kernel. An entry has 24 bytes there and up to 110 in the reply, which so stays
    /// below about 40 KiB: some clients take no longer packet than the 34000 bytes that the draft asks for, or little
    /// more.
    private static let directoryChunk = 7 << 10

    mutating func opendir(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        try replies.handle(id, try handles.add(descriptor, .directory))
    }

    mutating func readdir(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let directory = try handles.directory(try packet.handle())
        while true {
            let used = unsafe gangway_read_directory(directory, scratch.bytes, Self.directoryChunk)
            // A directory that was removed meanwhile has no more entries.
            guard used > 0 else {
                throw used == 0 || errno == ENOENT ? .refused(.eof, "End of directory") : .system(errno)
            }
            try replies.begin(.name, id)
            let place = replies.later()
            let count = entries(of: directory, used)
            if count > 0 {
                replies.patch(count, at: place)
                return try replies.finish()
            }
            replies.abandon()
        }
    }

    /// Writes those entries that can be looked at; the others were removed, or may not be seen.
    private mutating func entries(of directory: Int32, _ used: Int) -> UInt32 {
        let now = time(nil)
        var count: UInt32 = 0
        var offset = 0
        while offset < used {
            let entry = unsafe gangway_directory_entry_at(scratch.bytes, offset)
            offset = unsafe entry.next
            var file = Glibc.stat()
            guard let name = unsafe entry.name, unsafe fstatat(directory, name, &file, AT_SYMLINK_NOFOLLOW) == 0 else {
                continue
            }
            let line = LongName(
                file: file, user: accounts.user(file.st_uid)?.name, group: accounts.group(file.st_gid), now: now)
            unsafe replies.string(name)
            let longName = replies.beginString()
            unsafe line.write(to: &replies, name: name)
            replies.endString(longName)
            replies.attributes(file)
            count += 1
        }
        return count
    }
}
