internal import CLinux
import Glibc

/// Names: making, removing, moving, linking and resolving them.
extension SFTPServer {
    mutating func remove(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        try check(unsafe unlink(try packet.cString()))
        try replies.success(id)
    }

    mutating func mkdir(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let mode = try FileAttributes(&packet).permissions ?? 0o777
        try check(unsafe Glibc.mkdir(path, mode))
        try replies.success(id)
    }

    mutating func rmdir(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        try check(unsafe Glibc.rmdir(try packet.cString()))
        try replies.success(id)
    }

    /// SSH_FXP_RENAME never replaces what is there.
    mutating func rename(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let from = unsafe try packet.cString()
        let to = unsafe try packet.cString()
        if unsafe gangway_rename_new(from, to) != 0 {
            guard errno == EINVAL || errno == ENOSYS else { throw .system(errno) }
            // A file system that cannot tell: looking first leaves a moment in which the name may come to be.
            var existing = Glibc.stat()
            guard unsafe lstat(to, &existing) != 0 else { throw .system(EEXIST) }
            try check(unsafe Glibc.rename(from, to))
        }
        try replies.success(id)
    }

    /// `posix-rename@openssh.com` replaces what is there.
    mutating func posixRename(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let from = unsafe try packet.cString()
        let to = unsafe try packet.cString()
        try check(unsafe Glibc.rename(from, to))
        try replies.success(id)
    }

    /// `hardlink@openssh.com`
    mutating func hardlink(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let from = unsafe try packet.cString()
        let to = unsafe try packet.cString()
        try check(unsafe link(from, to))
        try replies.success(id)
    }

    /// The target comes first, as OpenSSH has it and all clients send it; the draft says the link (PROTOCOL section 4.1).
    mutating func symlink(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let target = unsafe try packet.cString()
        let link = unsafe try packet.cString()
        try check(unsafe Glibc.symlink(target, link))
        try replies.success(id)
    }

    mutating func readlink(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let count = unsafe Glibc.readlink(path, scratch.text, Int(PATH_MAX))
        guard count >= 0 else { throw .system(errno) }
        unsafe try replies.name(id, unsafe UnsafeRawBufferPointer(start: scratch.bytes, count: count))
    }

    mutating func realpath(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        try replies.name(id, try CanonicalPath(unsafe CanonicalPath.bytes(path)).bytes)
    }
}
