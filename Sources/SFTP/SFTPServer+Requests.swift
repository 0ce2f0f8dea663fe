/// Which method answers which request.
extension SFTPServer {
    /// A request answers with exactly one reply, or throws before it has begun one.
    mutating func answer(_ type: RequestType, _ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        switch type {
        case .open: try open(id, &packet)
        case .close: try close(id, &packet)
        case .read: try read(id, &packet)
        case .write: try write(id, &packet)
        case .lstat: try stat(id, &packet, followLink: false)
        case .fstat: try fstat(id, &packet)
        case .setstat: try setstat(id, &packet)
        case .fsetstat: try fsetstat(id, &packet)
        case .opendir: try opendir(id, &packet)
        case .readdir: try readdir(id, &packet)
        case .remove: try remove(id, &packet)
        case .mkdir: try mkdir(id, &packet)
        case .rmdir: try rmdir(id, &packet)
        case .realpath: try realpath(id, &packet)
        case .stat: try stat(id, &packet, followLink: true)
        case .rename: try rename(id, &packet)
        case .readlink: try readlink(id, &packet)
        case .symlink: try symlink(id, &packet)
        case .extended: try extended(id, &packet)
        }
    }

    private mutating func extended(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        guard let request = unsafe ExtendedRequest(try packet.string()) else {
            throw .refused(.unsupported, "Unknown extended request")
        }
        switch request {
        case .posixRename: try posixRename(id, &packet)
        case .statvfs: try fileSystem(ofPath: id, &packet)
        case .fstatvfs: try fileSystem(ofHandle: id, &packet)
        case .hardlink: try hardlink(id, &packet)
        case .fsync: try fsync(id, &packet)
        case .lsetstat: try lsetstat(id, &packet)
        case .limits: try limits(id, &packet)
        case .expandPath: try expandPath(id, &packet)
        case .copyData: try copyData(id, &packet)
        case .homeDirectory: try homeDirectory(id, &packet)
        case .usersGroupsByID: try usersAndGroups(id, &packet)
        }
    }
}
