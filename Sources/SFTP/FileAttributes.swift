import Glibc

/// The ATTRS that a client sends (draft-ietf-secsh-filexfer-02 section 5). What its flags leave out is nil.
struct FileAttributes: Equatable {
    /// Which fields follow the flags.
    struct Flags: OptionSet {
        let rawValue: UInt32

        static let size = Flags(rawValue: 0x1)
        static let owner = Flags(rawValue: 0x2)
        static let permissions = Flags(rawValue: 0x4)
        static let times = Flags(rawValue: 0x8)
        static let extended = Flags(rawValue: 0x8000_0000)
    }

    struct Owner: Equatable {
        var user: uid_t
        var group: gid_t
    }

    /// Seconds since 1970.
    struct Times: Equatable {
        var access: UInt32
        var modification: UInt32
    }

    var size: off_t?
    var owner: Owner?
    /// Permission bits with set-uid, set-gid and sticky; the type bits that some clients send are gone.
    var permissions: mode_t?
    var times: Times?

    init() {}

    init(_ packet: inout PacketReader) throws(SFTPError) {
        let flags = Flags(rawValue: try packet.uint32())
        if flags.contains(.size) { size = try packet.offset() }
        if flags.contains(.owner) { owner = Owner(user: try packet.uint32(), group: try packet.uint32()) }
        if flags.contains(.permissions) { permissions = try packet.uint32() & 0o7777 }
        if flags.contains(.times) {
            times = Times(access: try packet.uint32(), modification: try packet.uint32())
        }
        // Each pair takes bytes of the packet, so an absurd count ends at the packet's end.
        if flags.contains(.extended) {
            for _ in 0..<(try packet.uint32()) {
                _ = unsafe try packet.string()
                _ = unsafe try packet.string()
            }
        }
    }
}
