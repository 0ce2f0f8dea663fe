/// The requests that OpenSSH added (its PROTOCOL, section 4), by the names that SSH_FXP_EXTENDED has.
enum ExtendedRequest: String, CaseIterable {
    case posixRename = "posix-rename@openssh.com"
    case statvfs = "statvfs@openssh.com"
    case fstatvfs = "fstatvfs@openssh.com"
    case hardlink = "hardlink@openssh.com"
    case fsync = "fsync@openssh.com"
    case lsetstat = "lsetstat@openssh.com"
    case limits = "limits@openssh.com"
    case expandPath = "expand-path@openssh.com"
    case copyData = "copy-data"
    case homeDirectory = "home-directory"
    case usersGroupsByID = "users-groups-by-id@openssh.com"

    /// What SSH_FXP_VERSION says of it.
    var version: StaticString {
        switch self {
        case .statvfs, .fstatvfs: "2"
        default: "1"
        }
    }

    /// The bytes of a name may be anything; only a known one makes a request.
    init?(_ name: UnsafeRawBufferPointer) {
        guard let known = Self.allCases.first(where: { unsafe $0.rawValue.utf8.elementsEqual(name) }) else {
            return nil
        }
        self = known
    }
}
