import Glibc

/// Whole replies.
extension ReplyBuffer {
    mutating func status(_ id: UInt32, _ code: StatusCode, _ message: StaticString) throws(SFTPError) {
        try begin(.status, id)
        uint32(code.rawValue)
        string(message)
        unsafe string("")
        try finish()
    }

    /// The status of an errno, in the system's words.
    mutating func status(_ id: UInt32, errno: Int32) throws(SFTPError) {
        try begin(.status, id)
        uint32(StatusCode(errno: errno).rawValue)
        if let message = unsafe strerror(errno) { unsafe string(message) } else { unsafe string("") }
        unsafe string("")
        try finish()
    }

    mutating func success(_ id: UInt32) throws(SFTPError) {
        try status(id, .ok, "Success")
    }

    mutating func handle(_ id: UInt32, _ handle: HandleName) throws(SFTPError) {
        try begin(.handle, id)
        uint32(8)
        uint32(handle.index)
        uint32(handle.generation)
        try finish()
    }

    mutating func attributes(_ id: UInt32, _ file: stat) throws(SFTPError) {
        try begin(.attrs, id)
        attributes(file)
        try finish()
    }

    /// One name that stands for itself, as REALPATH and READLINK answer.
    mutating func name(_ id: UInt32, _ name: UnsafeRawBufferPointer) throws(SFTPError) {
        try begin(.name, id)
        uint32(1)
        unsafe string(name)
        unsafe string(name)
        attributesOfNothing()
        try finish()
    }

    mutating func name(_ id: UInt32, _ name: [UInt8]) throws(SFTPError) {
        try begin(.name, id)
        uint32(1)
        string(name)
        string(name)
        attributesOfNothing()
        try finish()
    }

    /// ATTRS as a field.
    mutating func attributes(_ file: stat) {
        let flags: FileAttributes.Flags = [.size, .owner, .permissions, .times]
        uint32(flags.rawValue)
        uint64(UInt64(bitPattern: Int64(file.st_size)))
        uint32(file.st_uid)
        uint32(file.st_gid)
        uint32(file.st_mode)
        // The protocol's seconds have 32 bits.
        uint32(UInt32(truncatingIfNeeded: file.st_atim.tv_sec))
        uint32(UInt32(truncatingIfNeeded: file.st_mtim.tv_sec))
    }

    /// ATTRS that say nothing.
    mutating func attributesOfNothing() {
        uint32(0)
    }
}
