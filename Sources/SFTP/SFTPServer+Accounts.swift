import Glibc

/// Extensions about users: their homes and their names.
extension SFTPServer {
    /// `expand-path@openssh.com`: REALPATH that knows "~", "~/…" and "~user/…".
    mutating func expandPath(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        var path = unsafe CanonicalPath.bytes(try packet.cString())
        if path.first == UInt8(ascii: "~") {
            let name = Array(path.dropFirst().prefix { $0 != UInt8(ascii: "/") })
            let rest = path.dropFirst(1 + name.count)
            // The session's own home is where it started, as with OpenSSH.
            let home = name.isEmpty ? Array(".".utf8) : accounts.user(named: name)?.home
            guard let home else { throw .refused(.noSuchFile, "No such user") }
            path = home + rest
        }
        try replies.name(id, try CanonicalPath(path).bytes)
    }

    /// `home-directory`: of a user, or with an empty name of the session's own.
    mutating func homeDirectory(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let name = unsafe CanonicalPath.bytes(try packet.cString())
        if name.isEmpty { return try replies.name(id, try CanonicalPath(name).bytes) }
        guard let user = accounts.user(named: name) else { throw .refused(.failure, "No such user") }
        try replies.name(id, user.home)
    }

    /// `users-groups-by-id@openssh.com`: a name for each number, empty where there is none.
    mutating func usersAndGroups(_ id: UInt32, _ packet: inout PacketReader) throws(SFTPError) {
        let users = try packet.numbers()
        let groups = try packet.numbers()
        try replies.begin(.extendedReply, id)
        let userNames = replies.beginString()
        for user in users { replies.string(accounts.user(user)?.name ?? []) }
        replies.endString(userNames)
        let groupNames = replies.beginString()
        for group in groups { replies.string(accounts.group(group) ?? []) }
        replies.endString(groupNames)
        try replies.finish()
    }
}
