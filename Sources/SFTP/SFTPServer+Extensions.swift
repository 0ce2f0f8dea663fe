import Glibc

/// Extensions about file systems, and about the server itself.
extension SFTPServer {
    /// `statvfs@openssh.com`
    mutating func fileSystem(ofPath id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        var system = statvfs()
        try check(unsafe statvfs(try packet.cString(), &system))
        try answer(id, system)
    }

    /// `fstatvfs@openssh.com`
    mutating func fileSystem(ofHandle id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        var system = statvfs()
        try check(unsafe fstatvfs(try handles.any(try packet.handle()), &system))
        try answer(id, system)
    }

    private mutating func answer(_ id: UInt32, _ system: statvfs) throws(SFTPError) {
        try replies.begin(.extendedReply, id)
        for number in [
            system.f_bsize, system.f_frsize, system.f_blocks, system.f_bfree, system.f_bavail, system.f_files,
            system.f_ffree, system.f_favail, system.f_fsid,
            // SSH_FXE_STATVFS_ST_RDONLY and _NOSUID have the system's own values; its further flags are not known there.
            system.f_flag & 0x3, system.f_namemax,
        ] { replies.uint64(UInt64(number)) }
        try replies.finish()
    }

    /// `fsync@openssh.com`
    mutating func fsync(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        try check(Glibc.fsync(try handles.file(try packet.handle())))
        try replies.success(id)
    }

    /// `limits@openssh.com`
    mutating func limits(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        var descriptors = rlimit()
        // Some descriptors are the server's own.
        let openable =
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors) == 0 && descriptors.rlim_cur > 5
            ? descriptors.rlim_cur - 5 : 1
        try replies.begin(.extendedReply, id)
        replies.uint64(UInt64(RequestBuffer.longestPacket))
        replies.uint64(UInt64(Self.longestData))
        replies.uint64(UInt64(Self.longestData))
        replies.uint64(min(UInt64(Handles.limit), UInt64(openable)))
        try replies.finish()
    }
}
