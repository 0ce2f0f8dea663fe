import Glibc

/// What the image's /etc/passwd and /etc/group say of a user. Read anew for each program: a workspace's user may change
/// them.
struct AccountFiles {
    /// One line of /etc/passwd.
    struct Entry: Equatable {
        var name: [UInt8]
        var home: [UInt8]
        var shell: [UInt8]
    }

    private let passwd: [UInt8]
    private let group: [UInt8]

    /// More than this of a file is not read.
    private static let sizeLimit = 1 << 20
    /// NGROUPS_MAX is 65536; nobody needs more than this.
    static let groupLimit = 256

    /// Missing files are empty ones.
    init(passwd: String = "/etc/passwd", group: String = "/etc/group") {
        self.init(passwd: Self.read(passwd), group: Self.read(group))
    }

    init(passwd: [UInt8], group: [UInt8]) {
        self.passwd = passwd
        self.group = group
    }

    /// The first line of that uid.
    func entry(uid: UInt32) -> Entry? {
        for line in passwd.split(separator: UInt8(ascii: "\n")) {
            let fields = Self.fields(line)
            guard fields.count >= 7, Self.number(fields[2]) == uid else { continue }
            return Entry(name: Array(fields[0]), home: Array(fields[5]), shell: Array(fields[6]))
        }
        return nil
    }

    /// The groups that list `name` as a member, `primary` first, each once.
    func groups(of name: [UInt8], primary: UInt32) -> [UInt32] {
        var groups = [primary]
        for line in group.split(separator: UInt8(ascii: "\n")) where groups.count < Self.groupLimit {
            let fields = Self.fields(line)
            guard
                fields.count >= 4, let number = Self.number(fields[2]), !groups.contains(number),
                fields[3].split(separator: UInt8(ascii: ",")).contains(where: { $0.elementsEqual(name) })
            else { continue }
            groups.append(number)
        }
        return groups
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    }

    private static func number(_ text: ArraySlice<UInt8>) -> UInt32? {
        UInt32(String(decoding: text, as: UTF8.self))
    }

    private static func read(_ path: String) -> [UInt8] {
        // The file is the workspace's: a FIFO in its place must not hold anybody up.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        let size = min(Int(status.st_size), sizeLimit)
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = unsafe max(0, Glibc.read(file, buffer.baseAddress, size))
        }
    }
}
