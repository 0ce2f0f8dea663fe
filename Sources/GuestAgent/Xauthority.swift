import CLinux
import Glibc
import GuestProtocol

/// A user's ~/.Xauthority: where X clients find the cookie of a forwarded display.
///
/// Best effort, as in sshd: a file that cannot be read or written costs the cookie, not the session. It is always
/// replaced as a whole, so a reader finds the old or the new one.
struct Xauthority {
    private let user: GuestUser
    private let path: String

    /// A longer file is not one that xauth writes.
    private static let sizeLimit = 1 << 20

    /// - Parameter home: of a uid that the image's passwd file does not know.
    init(of user: GuestUser, home: [UInt8]) {
        self.user = user
        path = String(decoding: AccountFiles().entry(uid: user.uid)?.home ?? home, as: UTF8.self) + "/.Xauthority"
    }

    /// Puts `cookie` in the place of whatever is there for the display, and removes what a guest agent that was killed
    /// left of displays that are gone.
    func add(_ cookie: X11Cookie, display number: UInt16) {
        let name = Self.hostName()
        change { entries in
            entries.removeAll { entry in
                guard let display = entry.forwardedDisplay(on: name) else { return false }
                return display == number || !Self.isInUse(display)
            }
            entries.append(
                XauthorityEntry(
                    family: XauthorityEntry.localFamily, address: name, display: Array(String(number).utf8),
                    protocolName: cookie.protocolName, data: cookie.data))
        }
    }

    func remove(display number: UInt16) {
        let name = Self.hostName()
        change { $0.removeAll { $0.forwardedDisplay(on: name) == number } }
    }

    private func change(_ body: (inout [XauthorityEntry]) -> Void) {
        _ = Impersonation.run(as: user) {
            let isLocked = lock()
            defer { if isLocked { unlock() } }
            guard let bytes = read(), var entries = XauthorityEntry.entries(of: bytes) else { return }
            body(&entries)
            write(entries.flatMap(\.bytes))
        }
    }

    /// As libXau: while these names are there, xauth waits. This loop waits for nobody: where xauth holds them, its turn
    /// is a matter of milliseconds, and what is lost in the worst case is one cookie.
    /// - Returns: whether the lock is ours to end.
    private func lock() -> Bool {
        let mark = unsafe open("\(path)-c", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard mark >= 0 else { return false }
        close(mark)
        _ = unsafe link("\(path)-c", "\(path)-l")
        return true
    }

    private func unlock() {
        unsafe unlink("\(path)-c")
        unsafe unlink("\(path)-l")
    }

    /// - Returns: nil for what is there and cannot be read.
    private func read() -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT ? [] : nil }
        defer { close(file) }
        var status = stat()
        guard
            unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.sizeLimit
        else { return nil }
        let size = Int(status.st_size)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = unsafe max(0, Glibc.read(file, buffer.baseAddress, size))
        }
        return bytes.count == size ? bytes : nil
    }

    private func write(_ bytes: [UInt8]) {
        let fresh = "\(path)-n"
        unsafe unlink(fresh)
        let file = unsafe open(fresh, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let isWritten = unsafe Glibc.write(file, bytes, bytes.count) == bytes.count
        close(file)
        guard isWritten else {
            unsafe unlink(fresh)
            return
        }
        unsafe rename(fresh, path)
    }

    private static func hostName() -> [UInt8] {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return [] }
        return name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    }

    private static func isInUse(_ display: UInt16) -> Bool {
        let socket = unsafe gangway_listen("127.0.0.1", X11Display.port(display), 1)
        if socket >= 0 { close(socket) }
        return socket < 0
    }
}

extension XauthorityEntry {
    /// The display, if it is one that sshd or a guest agent forwards on this host.
    fileprivate func forwardedDisplay(on host: [UInt8]) -> UInt16? {
        guard
            family == Self.localFamily, address == host,
            let number = UInt16(String(decoding: display, as: UTF8.self)), X11Display.numbers.contains(number)
        else { return nil }
        return number
    }
}
