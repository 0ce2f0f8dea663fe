import Glibc
import GuestProtocol

/// Until when a user wants the workspace to be kept: a file in the home with the seconds since 1970, which the user may
/// write in any other way as well.
struct HoldFile {
    let path: String
    private let folders: [String]

    /// 64 bytes hold any number of seconds.
    private static let sizeLimit = 64

    /// - Parameter home: of a uid that the image's passwd file does not know.
    init(of user: GuestUser, home: [UInt8]) {
        let known = AccountFiles().entry(uid: user.uid)?.home ?? []
        self.init(home: String(decoding: known.isEmpty ? home : known, as: UTF8.self))
    }

    init(home: String) {
        var folders: [String] = []
        var path = home
        for part in GuestPlaces.hold.split(separator: "/") {
            folders.append(path)
            path += "/\(part)"
        }
        self.path = path
        self.folders = Array(folders.dropFirst())
    }

    /// Call it as the user.
    /// - Returns: nil for what is no such file, or holds something else.
    func end() -> Int64? {
        guard let bytes = SmallFile.read(path, limit: Self.sizeLimit + 1, followsLink: false) else { return nil }
        return Self.end(bytes)
    }

    static func end(_ bytes: [UInt8]) -> Int64? {
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard
            bytes.count <= sizeLimit, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let end = Int64(String(decoding: digits, as: UTF8.self)), end <= GuestLife.lastHold
        else { return nil }
        return end
    }

    /// Puts it in the old one's place at once, and makes the folders.
    /// - Returns: false with errno.
    func write(end: Int64) -> Bool {
        for folder in folders { _ = unsafe mkdir(folder, 0o700) }
        let fresh = "\(path).\(getpid())"
        unsafe unlink(fresh)
        let file = unsafe open(fresh, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        let bytes = Array("\(end)\n".utf8)
        let written = unsafe Glibc.write(file, bytes, bytes.count)
        var code = written == bytes.count ? 0 : written < 0 ? errno : ENOSPC
        if close(file) != 0, code == 0 { code = errno }
        if code == 0, unsafe rename(fresh, path) != 0 { code = errno }
        if code != 0 { unsafe unlink(fresh) }
        errno = code
        return code == 0
    }

    /// - Returns: false with errno; true where none is there.
    func remove() -> Bool { unsafe unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR }
}
