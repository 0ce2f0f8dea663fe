import Glibc

/// What is known of a file, and changing it.
extension SFTPServer {
    mutating func stat(_ id: UInt32, _ packet: inout PacketReader, followLink: Bool) throws(SFTPError) {
        let path = unsafe try packet.cString()
        var file = Glibc.stat()
        try check(unsafe fstatat(AT_FDCWD, path, &file, followLink ? 0 : AT_SYMLINK_NOFOLLOW))
        try replies.attributes(id, file)
    }

    mutating func fstat(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let descriptor = try handles.any(try packet.handle())
        var file = Glibc.stat()
        try check(unsafe Glibc.fstat(descriptor, &file))
        try replies.attributes(id, file)
    }

    mutating func setstat(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let attributes = try FileAttributes(&packet)
        var change = AttributeChange()
        if let size = attributes.size { change.add(unsafe truncate(path, size)) }
        if let owner = attributes.owner { change.add(unsafe chown(path, owner.user, owner.group)) }
        if let mode = attributes.permissions { change.add(unsafe chmod(path, mode)) }
        if let times = attributes.times {
            unsafe change.add(times.withSystemTimes { unsafe utimensat(AT_FDCWD, path, $0, 0) })
        }
        try change.finish()
        try replies.success(id)
    }

    mutating func fsetstat(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let descriptor = try handles.any(try packet.handle())
        let attributes = try FileAttributes(&packet)
        var change = AttributeChange()
        if let size = attributes.size { change.add(ftruncate(descriptor, size)) }
        if let owner = attributes.owner { change.add(fchown(descriptor, owner.user, owner.group)) }
        if let mode = attributes.permissions { change.add(fchmod(descriptor, mode)) }
        if let times = attributes.times {
            unsafe change.add(times.withSystemTimes { unsafe futimens(descriptor, $0) })
        }
        try change.finish()
        try replies.success(id)
    }

    /// `lsetstat@openssh.com`: of a link itself.
    mutating func lsetstat(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let path = unsafe try packet.cString()
        let attributes = try FileAttributes(&packet)
        guard attributes.size == nil else { throw .refused(.badMessage, "A link has no size to set") }
        var change = AttributeChange()
        if let owner = attributes.owner { change.add(unsafe lchown(path, owner.user, owner.group)) }
        if let mode = attributes.permissions,
            // A link has no permissions of its own here. Clients that copy it with what they know of it mean no harm.
            unsafe fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) != 0, errno != EOPNOTSUPP
        {
            change.add(-1)
        }
        if let times = attributes.times {
            unsafe change.add(times.withSystemTimes { unsafe utimensat(AT_FDCWD, path, $0, AT_SYMLINK_NOFOLLOW) })
        }
        try change.finish()
        try replies.success(id)
    }

    /// Throws the errno of a system call that failed.
    func check(_ result: Int32) throws(SFTPError) {
        guard result == 0 else { throw .system(errno) }
    }
}

/// Several changes by one request: each is tried, and the first error is what the client hears of.
///
/// The owner goes before the permissions, as a new owner clears set-uid, and the times come last, as a new size sets
/// them.
private struct AttributeChange {
    private var error: Int32 = 0

    mutating func add(_ result: Int32) {
        if result != 0, error == 0 { error = errno }
    }

    func finish() throws(SFTPError) {
        guard error == 0 else { throw .system(error) }
    }
}

extension FileAttributes.Times {
    /// The times as the kernel takes them: access, modification.
    fileprivate func withSystemTimes(_ body: (UnsafePointer<timespec>) -> Int32) -> Int32 {
        let access = timespec(tv_sec: time_t(access), tv_nsec: 0)
        let modification = timespec(tv_sec: time_t(modification), tv_nsec: 0)
        let times: InlineArray<2, timespec> = [access, modification]
        return unsafe times.span.withUnsafeBufferPointer { unsafe $0.baseAddress.map(body) ?? -1 }
    }
}
